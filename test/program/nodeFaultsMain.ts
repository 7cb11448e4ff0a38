// npm run fuzz:nodes -- [--count RUNS] [--seed N]
// Whole runs of the program with a fault of some node somewhere, for a while or for good, of true and of false claims.
import { parseArgs } from "node:util";
import { FAULTS, FaultWorld, faultFrom, LIMITS, NODES } from "./faultWorld.ts";
import { Dice } from "./traffic.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const count = Number(values.count);
const dice = new Dice(`node faults ${values.seed}`);
const world = await FaultWorld.start(`node faults ${values.seed}`);
const counts = { valid: 0, invalid: 0, incomplete: 0 };
const codes = new Map<string, number>();
const findings: string[] = [];
let slowestMs = 0;
const started = performance.now();
try {
  for (let run = 0; run < count; run++) {
    world.calm();
    const name = dice.pick(NODES);
    const fault = dice.pick(FAULTS[name]);
    const first = 1 + dice.below(world.requests[name]);
    const length = dice.below(2) === 0 ? 1 + dice.below(6) : Number.POSITIVE_INFINITY;
    const lie = dice.below(2) === 0;
    world.proxies[name].mood = faultFrom(fault, first, length);
    const outcome = await world.judge({ lie, limits: { ...LIMITS, timeoutMs: 300 } });
    counts[outcome.verdict]++;
    if (outcome.code) codes.set(outcome.code, (codes.get(outcome.code) ?? 0) + 1);
    slowestMs = Math.max(slowestMs, outcome.ms);
    const wrong = outcome.verdict === (lie ? "valid" : "invalid");
    const unnamed = outcome.verdict === "incomplete" && !outcome.message?.includes("127.0.0.1");
    if (wrong || unnamed) {
      findings.push(
        `run ${run}: ${name} ${fault} from request ${first}, ${length} times, ${lie ? "false" : "true"} claim: ` +
          `${outcome.verdict} ${outcome.code} ${outcome.message}`,
      );
    }
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${run + 1} of ${count}, ${findings.length} findings`);
  }
} finally {
  await world.stop();
}
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
for (const finding of findings) console.log(finding);
const seconds = (performance.now() - started) / 1000;
console.log(
  `${count} runs of ${world.blocks} blocks from seed ${values.seed} in ${seconds.toFixed(0)} s, the slowest ${slowestMs.toFixed(0)} ms: ` +
    `${counts.valid} valid, ${counts.invalid} invalid, ${counts.incomplete} incomplete`,
);
console.log([...codes].map(([code, number]) => `${number} ${code}`).join(", "));
console.log(`${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;
