// npm run fuzz:derivation -- [--count N] [--seed N]
import { parseArgs } from "node:util";
import { DerivationCore } from "../../packages/core/test/derivation.ts";
import { deriveRandomChain } from "../../packages/core/test/derivation-fuzz.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "2000" }, seed: { type: "string", default: "1" } },
});
const first = Number(values.seed);
const count = Number(values.count);
const started = performance.now();
const variants = ["wasm", "debug", "guest"] as const;
const cores = await Promise.all(variants.map((variant) => DerivationCore.load(variant)));
const findings: string[] = [];
let blocks = 0;
for (let seed = first; seed < first + count; seed++) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${seed - first} of ${count}`);
  const outcomes = cores.map((core) => {
    try {
      return deriveRandomChain(core, seed);
    } catch (error) {
      return `${(error as Error).message}`;
    }
  });
  if (!outcomes[0]!.startsWith("[") || outcomes.some((outcome) => outcome !== outcomes[0])) {
    findings.push(
      `seed ${seed}: ${outcomes.map((outcome, i) => `${variants[i]} ${outcome.slice(0, 200)}`).join("; ")}`,
    );
  } else blocks += (JSON.parse(outcomes[0]!)[2] as unknown[]).length;
}
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
for (const finding of findings.slice(0, 50)) console.log(finding);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`${count} chains, ${blocks} blocks on each build in ${seconds} s, ${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;
