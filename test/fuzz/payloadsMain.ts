// npm run fuzz:payloads -- [--count CHAINS] [--seed N] [--variant wasm --variant debug]
import { parseArgs } from "node:util";
import type { CoreVariant } from "@assay/core/wasmFile";
import { fuzzPayloads } from "./payloads.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    variant: { type: "string", multiple: true, default: ["wasm", "debug"] },
  },
});
const report = await fuzzPayloads(
  values.variant as CoreVariant[],
  Number(values.seed),
  Number(values.count),
  ({ chains, findings }) => {
    const line = `${chains} of ${values.count} chains, ${findings.length} findings`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  },
);
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
for (const finding of report.findings) console.log(finding);
const rejected = Object.entries(report.rejected).map(([name, count]) => `${count} ${name}`);
console.log(
  `${report.chains} chains from seed ${values.seed} on ${values.variant.join(", ")}: ${report.blocks} blocks, ${report.damaged} damaged batches`,
);
console.log(`payloads rejected: ${rejected.join(", ") || "none"}`);
console.log(`${report.findings.length} findings`);
process.exitCode = report.findings.length > 0 ? 1 : 0;
