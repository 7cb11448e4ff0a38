// npm run fuzz:capture -- COUNT [SEED]
import { fuzzCapture } from "./fuzz.ts";

const count = Number(process.argv[2] ?? 500);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.log(`${count} blocks of seed ${seed}`);
const started = performance.now();
const report = await fuzzCapture(count, seed, (done) => {
  if (done % 50 === 0) console.log(`${done} blocks, ${((performance.now() - started) / 1000).toFixed(0)} s`);
});
for (const finding of report.findings) console.log(finding);
const { blocks, transactions, siblings, calls } = report;
console.log(
  `${blocks} blocks, ${transactions} transactions, ${siblings} blocks with deletions beyond the proofs of their keys, ` +
    `${(calls / blocks).toFixed(1)} calls a block, ${report.findings.length} findings`,
);
process.exitCode = report.findings.length > 0 ? 1 : 0;
