// Programs that nobody would write end with a trace as they end without one, and what was traced until then passes the checker.
import { InputError } from "@assay/core/inputError";
import { expect, it } from "vitest";
import { ProvingFault } from "../../../src/proving/fault.ts";
import { ProvingMachine } from "../../../src/proving/machine.ts";
import { loadProvingProgram, type ProvingProgram } from "../../../src/proving/program.ts";
import { TraceChecker } from "../../../src/proving/trace/check/checker.ts";
import { MOST_PAGES_OF_A_CYCLE } from "../../../src/proving/trace/families.ts";
import { traceMachine, traceRoom } from "../../../src/proving/trace/trace.ts";
import { type HostileProgram, hostileProgram } from "../../riscv/hostile.ts";
import { Random } from "../../riscv/random.ts";
import { assemble, exit } from "../assemble.ts";

const PROGRAMS = 40;
const CYCLES = 6000;
const LIMITS = { cycleLimit: CYCLES, segmentCycles: 2 ** 10, segmentPages: MOST_PAGES_OF_A_CYCLE };

async function endOf(run: () => Promise<string> | string): Promise<string> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProvingFault) return error.message;
    if (error instanceof InputError) return error.code;
    throw error;
  }
}

function programOf({ elf }: HostileProgram): ProvingProgram | null {
  try {
    return loadProvingProgram(elf);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

it(`${PROGRAMS} programs`, async () => {
  const ends = new Map<string, number>();
  let segments = 0;
  for (let seed = 1; ends.size < 6 || [...ends.values()].reduce((a, b) => a + b, 0) < PROGRAMS; seed++) {
    const random = new Random(seed);
    const program = programOf(hostileProgram(random, 32));
    if (!program) continue;
    const input = random.bytes(random.below(100));
    const options = { input, maxPages: 500, log: () => {} };
    const plain = new ProvingMachine(program, options);
    const wanted = await endOf(() =>
      plain.run(CYCLES) === "halted" ? `exit ${plain.exitCode}` : "MACHINE_CYCLE_LIMIT",
    );
    const machine = new ProvingMachine(program, { ...options, roomBehind: traceRoom(LIMITS) });
    const checker = new TraceChecker(program, { input });
    const found = await endOf(async () => {
      const { exitCode } = await traceMachine(machine, LIMITS, (segment) => {
        expect(checker.check(segment), `seed ${seed}`).toBeNull();
        segments++;
      });
      return `exit ${exitCode}`;
    });
    expect([found, machine.cycle], `seed ${seed}`).toEqual([wanted, plain.cycle]);
    expect(Array.from({ length: 32 }, (_, i) => machine.register(i))).toEqual(
      Array.from({ length: 32 }, (_, i) => plain.register(i)),
    );
    const kind = wanted.replace(/:.*|\d+/g, "").trim();
    ends.set(kind, (ends.get(kind) ?? 0) + 1);
  }
  expect(segments).toBeGreaterThan(40);
});

it("a machine without room for a trace", async () => {
  const machine = new ProvingMachine(assemble(exit(0)));
  await expect(traceMachine(machine, LIMITS, () => {})).rejects.toThrow(/without room/);
});
