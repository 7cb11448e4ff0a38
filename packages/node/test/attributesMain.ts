// npm run fuzz:attributes -- [--count SEEDS] [--seed FIRST]
import { parseArgs } from "node:util";
import { compareOver } from "./attributesDifferential.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "200" }, seed: { type: "string", default: "0" } },
});
const count = Number(values.count);
const started = performance.now();
let [blocks, deposits, findings] = [0, 0, 0];
for (let i = 0; i < count; i++) {
  const seed = `seed ${Number(values.seed) + i}`;
  const result = await compareOver(seed);
  blocks += result.blocks.length;
  // The L1 attributes deposit is not counted.
  for (const { transactions } of result.blocks) deposits += transactions.length - 1;
  if (result.difference !== null) {
    findings++;
    console.log(`${seed}: ${result.difference}`);
  }
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${i + 1} of ${count}, ${findings} findings`);
}
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
const seconds = (performance.now() - started) / 1000;
console.log(`${count} chains, ${blocks} blocks, ${deposits} deposits of users and upgrades in ${seconds.toFixed(0)} s`);
console.log(`${findings} findings`);
process.exitCode = findings > 0 ? 1 : 0;
