// npm run test:guests [-- NAME...]      every bundled block, or those named, in the guest "block"
//
// Verdict and public values have to be the Wasm core's: on the fault-proof machine, with the number of its steps, and, where Debian's
// qemu is there, under qemu on both targets. Exit 1 when one differs.
import { readdirSync } from "node:fs";
import { toHex } from "../../../core/src/hex.ts";
import { readGuest } from "../../src/guests.ts";
import { blockCase, expectedOf, inputOracle } from "./blocks.ts";
import { runOnMachine } from "./machine.ts";
import { hasQemu, runUnderQemu, withElfFile } from "./qemu.ts";

const folder = new URL("../../../../fixtures/blocks/", import.meta.url);
const all = readdirSync(folder)
  .filter((name) => name.endsWith(".json.gz"))
  .map((name) => name.replace(".json.gz", ""));
const asked = process.argv.slice(2);
const qemu = hasQemu() ? ([64, 32] as const) : [];
let differences = 0;

console.log("block                          Mgas  steps rv64 (M)  machine (s)  qemu rv64 (s)  qemu rv32 (s)");
for (const name of asked.length > 0 ? asked : all) {
  const one = blockCase(name);
  const expected = expectedOf(one);
  const oracle = inputOracle(one.input);
  const seconds: string[] = [];
  const timed = async <T extends { code: number | null; publicValues: Uint8Array }>(run: () => T | Promise<T>) => {
    const started = performance.now();
    const found = await run();
    seconds.push(((performance.now() - started) / 1000).toFixed(1).padStart(13));
    if (found.code === expected.code && toHex(found.publicValues) === expected.publicValues) return found;
    differences++;
    console.error(`${name}: exit ${found.code} instead of ${expected.code}, or other public values`);
    return found;
  };
  const { steps } = await timed(() => runOnMachine("block-rv64", oracle));
  for (const bits of qemu) {
    await withElfFile(readGuest(`block-rv${bits}`), (elf) => timed(() => runUnderQemu(bits, elf, oracle, one.input)));
  }
  const gas = (Number(expected.outcome.result!.summaries[0]!.gasUsed) / 1e6).toFixed(2).padStart(7);
  console.log(`${name.padEnd(28)}${gas}${(Number(steps) / 1e6).toFixed(1).padStart(16)}${seconds.join("  ")}`);
}
process.exitCode = differences === 0 ? 0 : 1;
