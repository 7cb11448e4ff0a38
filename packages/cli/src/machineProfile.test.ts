// assay machine profile: tables and files of a guest's run, of other programs, and of runs that do not end.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cellsOf } from "@assay/machine/proving/cells";
import { afterAll, describe, expect, test } from "vitest";
import { call, exit, op } from "../../machine/test/proving/assemble.ts";
import { elfFile } from "../../machine/test/riscv/elfFile.ts";
import { assay } from "../test/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-profile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const block = fileURLToPath(new URL("../../../fixtures/blocks/mainnet-1149999.json.gz", import.meta.url));
const profile = (...flags: string[]) => assay("machine", "profile", ...flags);

/** main calls twice, reads 6 bytes, and exits with 3; or goes round for ever. */
function program(name: string, forever = false): string {
  const main = [
    op("jal", { rd: 1, immediate: 4 * 17 }),
    op("jal", { rd: 1, immediate: 4 * 16 }),
    ...call(63, 0, 0x20000, 14),
    ...exit(3),
  ];
  const words = [
    ...main,
    ...new Array(17 - main.length).fill(op("addi")),
    forever ? op("jal") : op("addi"),
    op("jalr", { rs1: 1 }),
  ];
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  const symbols = [
    { name: "main", address: 0x10000n, type: 2 },
    { name: "evil\u001b[31m", address: 0x10000n + 4n * 17n, type: 2 },
  ];
  writeFileSync(at(name), elfFile(0x10000, [{ address: 0x10000, bytes, flags: 5 }], symbols, 32));
  return at(name);
}

describe("a guest", () => {
  test("the table, and files that add up to the same", async () => {
    const files = ["--flame", at("f.svg"), "--folded", at("f.txt"), "--cpuprofile", at("f.cpuprofile")];
    const { code, out, err } = await profile("--guest", "block-rv32", "--input", block, "--top", "5", ...files);
    expect([code, err]).toEqual([0, ""]);
    const cycles = Number(/^block-rv32 {2}exit 0 {2}([\d,]+) cycles/.exec(out)![1]!.replaceAll(",", ""));
    expect(out).toMatch(/hash\/keccak\/keccak256/);
    expect(out).toMatch(/functions more \(--top\)/);
    expect(out).toMatch(/^keccak-f +\d+ .* cells .*hash\/keccak/m);
    const folded = readFileSync(at("f.txt"), "utf8").trim().split("\n");
    expect(folded.reduce((sum, line) => sum + Number(/ (\d+)$/.exec(line)![1]), 0)).toBe(cycles);
    expect(JSON.parse(readFileSync(at("f.cpuprofile"), "utf8")).endTime).toBe(cycles);
    expect(readFileSync(at("f.svg"), "utf8")).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" id="flame"/);
  });

  test("as JSON, by cells", async () => {
    const flags = ["--guest", "block-rv32", "--input", block, "--by", "cells", "--top", "3", "--json"];
    const { code, out } = await profile(...flags, "--flame", at("f.html"));
    const told = JSON.parse(out);
    expect([code, told.type, told.halted, told.exitCode, told.code]).toEqual([0, "profile", true, 0, null]);
    expect(told.cells).toBe(cellsOf(told));
    expect(told.functions).toHaveLength(3);
    expect(told.functions[0].self.cells).toBeGreaterThanOrEqual(told.functions[1].self.cells);
    expect(readFileSync(at("f.html"), "utf8")).toMatch(/^<!doctype html>[\s\S]*trace cells/);
  });
});

test("snapshots: two halves are the whole", async () => {
  const one = async (...flags: string[]) => {
    const { code, out, err } = await profile("--guest", "block-rv32", "--input", block, "--json", ...flags);
    expect([code, err]).toEqual([0, ""]);
    return JSON.parse(out);
  };
  const whole = await one();
  const half = Math.floor(whole.cycles / 2);
  for (const name of ["half.bin", "half.bin.gz"]) {
    expect((await one("--snapshot-at", `${half}`, "--snapshot-out", at(name))).cycles).toBe(whole.cycles);
    const rest = await one("--resume", at(name));
    expect([rest.from, rest.cycles, rest.exitCode]).toEqual([half, whole.cycles - half, 0]);
    expect(rest.publicOutput).toBe(whole.publicOutput);
  }
  expect(statSync(at("half.bin.gz")).size).toBeLessThan(statSync(at("half.bin")).size);
  const late = ["--snapshot-at", "900000000", "--snapshot-out", at("late.bin")];
  const { code, err } = await profile("--guest", "block-rv32", "--input", block, ...late);
  expect([code, err, existsSync(at("late.bin"))]).toEqual([0, expect.stringMatching(/^no snapshot: /), false]);
  const other = await profile("--guest", "block-rv32", "--resume", at("half.bin"));
  expect([other.code, other.err]).toEqual([2, expect.stringMatching(/STATE_BROKEN.*another input/)]);
});

describe("another program", () => {
  test("its own exit code, the bytes that it reads, names without what steers a terminal", async () => {
    writeFileSync(at("six"), Uint8Array.of(1, 2, 3, 4, 5, 6));
    const { code, out } = await profile("--elf", program("a.elf"), "--input-bytes", at("six"));
    expect(code).toBe(0);
    expect(out).toContain("exit 3");
    expect(out).toContain("evil\ufffd[31m");
    // 8 bytes of length and 6 of input.
    expect(out).toMatch(/^words moved +4 /m);
    const { functions } = JSON.parse((await profile("--elf", program("a.elf"), "--json")).out);
    expect(functions.find(({ name }: { name: string }) => name.startsWith("evil"))).toMatchObject({
      calls: 2,
      self: { cycles: 4 },
    });
  });

  test("one that does not end: what it did until then, and exit 2", async () => {
    const { code, out } = await profile("--elf", program("b.elf", true), "--cycle-limit", "1000000");
    expect(code).toBe(2);
    expect(out).toMatch(/not at its end {2}1,000,000 cycles/);
    expect(out).toMatch(/^MACHINE_CYCLE_LIMIT .*\n→ /m);
  });

  test("one that cannot begin", async () => {
    const { code, err } = await profile("--elf", block);
    expect([code, err]).toEqual([2, expect.stringContaining("ELF_BROKEN")]);
  });
});

test.each([
  [[], /either --guest or --elf/],
  [["--guest", "block-rv32", "--elf", "x"], /either --guest or --elf/],
  [["--guest", "block-rv64"], /there is no guest "block-rv64"; there is block-rv32, rollup-rv32/],
  [["--guest", "block-rv32", "--input", "a", "--input-bytes", "b"], /not both/],
  [["--guest", "block-rv32", "--chain", "mainnet"], /--chain is about a block file/],
  [["--guest", "block-rv32", "--flame", "x.png"], /has to end in .svg or .html/],
  [["--guest", "block-rv32", "--snapshot-at", "5"], /need each other/],
  [["--guest", "block-rv32", "--by", "time"], /cycles, cells/],
  [["--guest", "block-rv32", "--cycle-limit", "0"], /whole number of cycles/],
])("wrong use: %s", async (flags, message) => {
  const { code, err } = await profile(...flags);
  expect([code, err]).toEqual([3, expect.stringMatching(message)]);
});
