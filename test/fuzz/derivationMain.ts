// npm run fuzz:derivation -- [--count MUTATIONS] [--seed N] [--variant wasm --variant debug]
import { parseArgs } from "node:util";
import type { Variant } from "../../packages/core/build.ts";
import { fuzzDerivation } from "./derivation.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    variant: { type: "string", multiple: true, default: ["wasm", "debug"] },
  },
});
const report = await fuzzDerivation(
  values.variant as Variant[],
  Number(values.seed),
  Number(values.count),
  ({ mutations, chains, findings }, seed) => {
    const line = `${mutations} of ${values.count}, ${chains} chains, seed ${seed}, ${findings.length} findings`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  },
);
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
for (const finding of report.findings) console.log(finding);
const { chains, mutations, counts, blocks, users, slowestMs, largestBytes, seconds, findings } = report;
console.log(
  `${mutations} mutations: ${Object.entries(counts)
    .map(([layer, count]) => `${count} ${layer}`)
    .join(", ")}`,
);
console.log(
  `${chains} chains from seed ${values.seed} on ${values.variant.join(", ")}, ${blocks} blocks, ${users} with users' transactions, ` +
    `in ${seconds.toFixed(0)} s; slowest ${slowestMs.toFixed(0)} ms, at most ${(largestBytes / 2 ** 20).toFixed(0)} MiB`,
);
console.log(`${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;
