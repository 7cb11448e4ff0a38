// OP Mainnet's blocks 109279675 to 109279683 in the guest "rollup": derived from L1 and executed up to their hashes, on both machines of
// this repository and, where Debian's qemu is there, under qemu.
//
// The bundled witnesses lack the message passer, so no claim about the range can be judged. But its node in the last block's state can only
// be asked for by who has derived and executed every block before: what the guest asks for has to be what the Wasm core asks for, which
// comes to the chain's own block hashes.
import { expect, it, vi } from "vitest";
import { decodeProgram } from "../../../core/src/program.ts";
import { loadCore } from "../../../core/test/program.ts";
import { readGuest } from "../../src/guests.ts";
import { runElfOnMachine } from "./machine.ts";
import { runOnProvingMachine } from "./proving.ts";
import { hasQemu, runUnderQemu, withElfFile } from "./qemu.ts";
import { guestOfRange, lastHash, rangeHost, rangeInput } from "./range.ts";

// Two billion steps, beside whatever else the machine has to do.
vi.setConfig({ testTimeout: 240_000 });

const wasm = rangeHost();
const outcome = loadCore("wasm", { oracle: wasm.oracle }).program(rangeInput.length, (memory) =>
  memory.set(rangeInput),
);
/** What does not fit at first the core asks for twice; the guest's runtime then reads on instead. */
const asked = wasm.asked.filter((key, i) => key !== wasm.asked[i - 1]);
const hints = wasm.hints.flatMap((text) => text.split("\n"));
const isMissing = expect.objectContaining({ code: "PREIMAGE_MISSING" });

it("the Wasm core comes to the last block", () => {
  expect(decodeProgram(outcome.result!.bytes).reachedHash).toBe(lastHash);
});

it("on the proving machine", () => {
  const guest = rangeHost();
  expect(() => runOnProvingMachine("rollup-rv32", rangeInput, (key) => guest.oracle(key, []))).toThrow(isMissing);
  expect(guest.asked).toEqual(asked);
});

it("on the fault-proof machine", () => {
  const guest = rangeHost();
  expect(() => runElfOnMachine(guestOfRange(), (key) => guest.oracle(key, []))).toThrow(isMissing);
  // It looks for the chain in its table first.
  expect(guest.asked).toEqual([asked[4], ...asked]);
});

it.each(hasQemu() ? [32 as const] : [])("under qemu, rv%i", async (bits) => {
  const guest = rangeHost();
  const run = await withElfFile(readGuest("rollup-rv32"), (elf) =>
    runUnderQemu(bits, elf, (key) => guest.oracle(key, []), rangeInput),
  );
  expect([run.code, run.publicValues.length]).toEqual([2, 0]);
  expect(guest.asked).toEqual(asked);
  expect(run.hints).toEqual(hints);
});
