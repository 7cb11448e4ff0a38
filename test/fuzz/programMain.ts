// npm run fuzz:program -- [--count CHAINS] [--seed N] [--tampered PREIMAGES]
import { parseArgs } from "node:util";
import { fuzzProgram } from "./program.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    tampered: { type: "string", default: "500" },
  },
});
const started = performance.now();
const line = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};
const report = await fuzzProgram(Number(values.seed), Number(values.count), Number(values.tampered), (so, seed) =>
  line(`${so.chains} of ${values.count} chains, ${seed}, ${so.claims} claims, ${so.findings.length} findings`),
);
line("");
for (const finding of report.findings) console.log(finding);
const { chains, blocks, claims, tampered, findings } = report;
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${chains} chains from seed ${values.seed}, ${blocks} L2 blocks, ${claims} claims, ${tampered} runs with a preimage withheld or ` +
    `changed, in ${seconds} s`,
);
console.log(`${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;
