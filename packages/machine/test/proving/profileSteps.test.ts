// Cycles by function are what one counts who looks at the program counter at every cycle: on the guest, whose functions only ever leave by
// calls, returns and jumps.
import { expect, it } from "vitest";
import { readGuest } from "../../src/guests.ts";
import { ProvingMachine } from "../../src/proving/machine.ts";
import { byFunction } from "../../src/proving/profile/byFunction.ts";
import { guestFunctionName } from "../../src/proving/profile/guestNames.ts";
import { Profiler } from "../../src/proving/profile/profiler.ts";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { runProving } from "../../src/proving/run.ts";
import { blockCase } from "../guests/blocks.ts";

const program = loadProvingProgram(readGuest("block-rv32"));
const { input } = blockCase("mainnet-1149999");
const { cycles } = runProving(program, { input, cycleLimit: 1e9 });

it.each([
  ["the whole run", 0],
  ["from the middle on", Math.floor(cycles / 2)],
])("mainnet-1149999: %s", (_, from) => {
  const [stepped, watched] = [new ProvingMachine(program, { input }), new ProvingMachine(program, { input })];
  for (const machine of [stepped, watched]) machine.run(from);
  const counted = new Map<number, number>();
  while (!stepped.halted) {
    const { pc } = stepped;
    counted.set(pc, (counted.get(pc) ?? 0) + 1);
    stepped.run(stepped.cycle + 1);
  }
  const expected = new Map<string, number>();
  for (const [pc, cycles] of counted) {
    const name = guestFunctionName(program.symbols.at(BigInt(pc)));
    expected.set(name, (expected.get(name) ?? 0) + cycles);
  }
  const profiler = new Profiler(watched);
  expect(profiler.run(stepped.cycle)).toBe("halted");
  const rows = byFunction(profiler.tree()).filter(({ self }) => self.cycles > 0);
  expect(new Map(rows.map(({ name, self }) => [name, self.cycles]))).toEqual(expected);
  expect(rows.length).toBeGreaterThan(50);
});
