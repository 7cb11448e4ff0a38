// Programs compiled from C give the output and exit code that qemu gave. fixtures/machine/README.md says how that was recorded.
import { describe, expect, test } from "vitest";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { sha256 } from "../riscv/recorded.ts";
import { PROGRAMS, readProgramElf, readPrograms, runProgram } from "./programs.ts";

const { programs } = readPrograms();

describe("programs in C", () => {
  test.each(programs)("$name", ({ name, elf, exitCode, output }) => {
    const bytes = readProgramElf(name);
    expect(sha256(bytes)).toBe(elf);
    const ran = runProgram(bytes);
    expect(ran.exitCode).toBe(exitCode);
    expect(sha256(ran.output)).toBe(output);
    expect(ran.executed).toBeGreaterThan(10_000);
  });

  test("all of them are there, and their functions have names", () => {
    expect(programs.map(({ name }) => name)).toEqual([...PROGRAMS]);
    const { symbols, entry } = loadProvingProgram(readProgramElf("bignum"));
    expect(symbols.at(BigInt(entry))).toBe("_start");
    expect(symbols.symbols.map(({ name }) => name)).toEqual(expect.arrayContaining(["run", "divide", "write_bytes"]));
  });

  test("SHA-256 of nothing, CRC-32 of 123456789", () => {
    const text = Buffer.from(runProgram(readProgramElf("hashing")).output).toString("latin1");
    expect(text.split("\n")[0]).toBe("cbf43926");
    expect(text.split("\n")[1]).toMatch(new RegExp(`^${sha256(new Uint8Array(0))} `));
  });
});
