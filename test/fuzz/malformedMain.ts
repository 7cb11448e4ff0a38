// npm run fuzz:malformed -- [--count N] [--seed N] [--variant wasm|debug|guest]
import { parseArgs } from "node:util";
import type { CoreVariant } from "@assay/core/wasmFile";
import { runMalformed } from "./malformed.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    variant: { type: "string", default: "wasm" },
  },
});
const count = Number(values.count);
const started = performance.now();
const report = runMalformed(values.variant as CoreVariant, Number(values.seed), count, (done) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done} of ${count}`);
});
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
for (const [name, times] of Object.entries(report.outcomes).sort((a, b) => b[1] - a[1])) {
  console.log(`${String(times).padStart(9)}  ${name}`);
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
const memory = (report.memoryBytes / 2 ** 20).toFixed(0);
console.log(
  `${report.inputs} inputs in ${seconds} s, slowest ${report.slowestMs.toFixed(0)} ms, memory at most ${memory} MiB`,
);
for (const finding of report.findings.slice(0, 50)) console.log(finding);
console.log(`${report.findings.length} findings`);
process.exitCode = report.findings.length > 0 ? 1 : 0;
