// npm run memory:derivation -- [--blocks N]: memory of derivation over N L1 blocks of an honest and of a hostile batcher.
import { parseArgs } from "node:util";
import { memoryOverRange, RULES } from "../../packages/core/test/derivation-memory.ts";

const { values } = parseArgs({ options: { blocks: { type: "string", default: "2000" } } });
let grew = 0;
for (const rule of RULES) {
  for (const isHostile of [false, true]) {
    const run = await memoryOverRange("wasm", rule, Number(values.blocks), isHostile);
    if (run.bytesPerBlock >= 400) grew++;
    console.log(
      `${rule[0]}, ${isHostile ? "hostile" : "honest"} batcher: ${run.l1Blocks} L1 blocks, ${run.l2Blocks} L2 blocks, ` +
        `${(run.bytes / 2 ** 20).toFixed(1)} MiB at the end, ${run.bytesPerBlock.toFixed(0)} bytes more for each L2 block`,
    );
  }
}
process.exitCode = grew > 0 ? 1 : 0;
