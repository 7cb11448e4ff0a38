// Programs that nobody would write end with a trace as they end without one, and what was traced until then passes the checker.
import { expect, it } from "vitest";
import { ProvingMachine } from "../../../src/proving/machine.ts";
import { traceMachine } from "../../../src/proving/trace/trace.ts";
import { Random } from "../../riscv/random.ts";
import { assemble, exit } from "../assemble.ts";
import { fuzzTrace } from "./fuzz.ts";

const PROGRAMS = 30;
const CYCLES = 6000;

it(`${PROGRAMS} programs`, async () => {
  const ends = new Map<string, number>();
  let [segments, tampered] = [0, 0];
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const one = await fuzzTrace(new Random(seed), CYCLES).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
    });
    if (!one) continue;
    segments += one.segments;
    tampered += one.tampered;
    ends.set(one.end, (ends.get(one.end) ?? 0) + 1);
  }
  expect(segments).toBeGreaterThan(30);
  expect(tampered).toBeGreaterThan(200);
  expect(ends.size, JSON.stringify([...ends])).toBeGreaterThan(3);
});

it("a machine without room for a trace", async () => {
  const machine = new ProvingMachine(assemble(exit(0)));
  await expect(traceMachine(machine, { cycleLimit: 10 }, () => {})).rejects.toThrow(/without room/);
});
