// Blocks of code that programs choose: however many computed jumps there are, looking for their tables has an end.
import { expect, test } from "vitest";
import { findBlocks } from "../../src/translate/blocks.ts";
import { type CodeSource, type Instruction, SINK } from "../../src/translate/instruction.ts";
import { OP } from "../../src/translate/operations.ts";

const [BASE, INDEX, TARGET] = [5, 6, 7];

/** Counts how often it is asked. */
class CountedCode implements CodeSource {
  asked = 0;
  readonly #instructions: readonly Instruction[];

  constructor(instructions: readonly Partial<Instruction>[]) {
    this.#instructions = instructions.map((one, i) => {
      return { pc: 4 * i, op: OP.NOTHING, rd: 0, rs1: 0, rs2: 0, immediate: 0, ...one };
    });
  }

  at(pc: number): Instruction | null {
    this.asked++;
    return this.#instructions[pc / 4] ?? null;
  }

  word(): number {
    this.asked++;
    return 0;
  }
}

test("thousands of computed jumps behind what could be the address of their table", () => {
  const unit: Partial<Instruction>[] = [
    { op: OP.ADDI, rd: BASE, rs1: 9, immediate: 4 },
    { op: OP.BEQ_NEAR, rs1: BASE, rs2: INDEX, immediate: 32 },
    { op: OP.ADD, rd: TARGET, rs1: BASE, rs2: INDEX },
    { op: OP.LW, rd: TARGET, rs1: TARGET },
    { op: OP.JALR, rd: SINK, rs1: TARGET },
  ];
  const code = new CountedCode(Array.from({ length: 1600 }, () => unit).flat());
  const blocks = findBlocks(0, code, 8000);
  expect(blocks.size).toBeGreaterThan(3000);
  expect(code.asked).toBeLessThan(400_000);
});
