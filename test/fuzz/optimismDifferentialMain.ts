// npm run fuzz:optimism -- [--count N] [--seed N] [--variant wasm|debug|guest]
import { parseArgs } from "node:util";
import type { CoreVariant } from "@assay/core/wasmFile";
import { runOptimismDifferential } from "./optimismDifferential.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1000" },
    variant: { type: "string", default: "wasm" },
  },
});
const started = performance.now();
const report = await runOptimismDifferential(
  [values.variant as CoreVariant],
  Number(values.seed),
  Number(values.count),
  (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done} of ${values.count}`);
  },
);
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
for (const finding of report.findings) console.log(finding);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${report.blocks} blocks, ${report.transactions} transactions, ${report.deposits} of them deposits, ${report.gas} gas in ${seconds} s`,
);
console.log(`${report.findings.length} findings`);
process.exitCode = report.findings.length > 0 ? 1 : 0;
