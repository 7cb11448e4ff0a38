// npm run test:guests [-- NAME...]      every bundled block, or those named, in the guest "block"
//
// Verdict and public values have to be the Wasm core's: on the fault-proof machine, with the number of its steps, on the proving machine,
// with its cycles, and, where Debian's qemu is there, under qemu on both targets. Exit 1 when one differs.
import { toHex } from "../../../core/src/hex.ts";
import { readGuest } from "../../src/guests.ts";
import { blockCase, blockNames, expectedOf, inputOracle } from "./blocks.ts";
import { runOnMachine } from "./machine.ts";
import { runOnProvingMachine } from "./proving.ts";
import { hasQemu, runUnderQemu, withElfFile } from "./qemu.ts";

const asked = process.argv.slice(2);
const qemu = hasQemu() ? ([64, 32] as const) : [];
let differences = 0;

interface Found {
  readonly code: number | null;
  readonly publicValues: Uint8Array;
}

/** Columns by their head; the first one is the name. */
const HEADS = ["Mgas", "steps (M)", "s", "cycles (M)", "s", ...qemu.map((bits) => `qemu rv${bits} s`)];

function row(name: string, cells: readonly string[]): void {
  console.log(name.padEnd(28) + cells.map((cell, i) => cell.padStart(HEADS[i]!.length + 4)).join(""));
}

row("", HEADS);
const millions = (count: number | bigint, digits: number) => (Number(count) / 1e6).toFixed(digits);
for (const name of asked.length > 0 ? asked : blockNames()) {
  const one = blockCase(name);
  const expected = expectedOf(one);
  const oracle = inputOracle(one.input);
  const timed = async <T extends Found>(where: string, run: () => T | Promise<T>) => {
    const started = performance.now();
    const found = await run();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (found.code !== expected.code || toHex(found.publicValues) !== expected.publicValues) {
      differences++;
      console.error(`${name}, ${where}: exit ${found.code} instead of ${expected.code}, or other public values`);
    }
    return { found, seconds };
  };
  const faultProof = await timed("fault-proof machine", () => runOnMachine("block-rv64", oracle));
  const proving = await timed("proving machine", () => runOnProvingMachine("block-rv32", one.input, () => null));
  const underQemu: string[] = [];
  for (const bits of qemu) {
    const run = (elf: string) => runUnderQemu(bits, elf, oracle, one.input);
    const { seconds } = await timed(`qemu rv${bits}`, () => withElfFile(readGuest(`block-rv${bits}`), run));
    underQemu.push(seconds);
  }
  const gas = millions(expected.outcome.result!.summaries[0]!.gasUsed, 2);
  const machines = [
    millions(faultProof.found.steps, 1),
    faultProof.seconds,
    millions(proving.found.cycles, 1),
    proving.seconds,
  ];
  row(name, [gas, ...machines, ...underQemu]);
}
process.exitCode = differences === 0 ? 0 : 1;
