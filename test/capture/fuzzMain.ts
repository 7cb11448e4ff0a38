// npm run fuzz:capture -- COUNT [--seed N]: as many blocks of a real anvil, and as many of @ethereumjs/vm.
import { parseArgs } from "node:util";
import { type FuzzReport, fuzzAnvil, fuzzWorld } from "./fuzz.ts";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { seed: { type: "string" } } });
const count = Number(positionals[0] ?? 500);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

async function run(
  name: string,
  fuzz: (count: number, seed: number, progress: (done: number) => void) => Promise<FuzzReport>,
) {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${name}: ${count} blocks of seed ${seed}`);
  const report = await fuzz(count, seed, (done) => {
    if (done % 100 === 0) console.log(`  ${done} blocks, ${seconds()} s`);
  });
  for (const finding of report.findings) console.log(`  ${finding}`);
  const { blocks, transactions, siblings, calls } = report;
  console.log(
    `  ${blocks} blocks, ${transactions} transactions, ${siblings} blocks whose deletions need siblings, ` +
      `${(calls / blocks).toFixed(1)} calls a block, ${report.findings.length} findings, ${seconds()} s`,
  );
  return report.findings.length;
}

const findings = (await run("anvil", fuzzAnvil)) + (await run("@ethereumjs/vm", fuzzWorld));
process.exitCode = findings > 0 ? 1 : 0;
