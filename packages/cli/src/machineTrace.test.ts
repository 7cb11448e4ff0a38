// assay machine trace: segments of a guest and of other programs, to files and checked; runs that stop, go on, or cannot.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readGuest } from "@assay/machine/guests";
import { loadProvingProgram } from "@assay/machine/proving/program";
import { TraceChecker } from "@assay/machine/proving/trace/check/checker";
import { readSegmentFile } from "@assay/machine/proving/trace/segmentFile";
import { encodeInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { afterAll, describe, expect, test } from "vitest";
import { call, exit, op } from "../../machine/test/proving/assemble.ts";
import { elfFile } from "../../machine/test/riscv/elfFile.ts";
import { assay } from "../test/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-trace-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const block = fileURLToPath(new URL("../../../fixtures/blocks/mainnet-1149999.json.gz", import.meta.url));
const trace = (...flags: string[]) => assay("machine", "trace", ...flags);
const json = (out: string) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Reads 14 bytes, counts down from 100, exits with 3; or does something wrong first. */
function program(name: string, wrong: readonly number[] = []): string {
  const words = [
    ...wrong,
    ...call(63, 0, 0x20000, 14),
    op("addi", { rd: 5, immediate: 100 }),
    op("addi", { rd: 5, rs1: 5, immediate: -1 }),
    op("bne", { rs1: 5, immediate: -4 }),
    ...exit(3),
  ];
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  writeFileSync(at(name), elfFile(0x10000, [{ address: 0x10000, bytes, flags: 5 }], [], 32));
  return at(name);
}

describe("a guest", () => {
  test("checked, from the files that were written, and these again by hand", async () => {
    const flags = ["--guest", "block-rv32", "--input", block, "--segment-cycles", "65536", "--check", "--json"];
    const { code, out, err } = await trace(...flags, "--out", at("guest"));
    expect([code, err]).toEqual([0, ""]);
    const lines = json(out);
    const summary = lines.at(-1);
    expect(summary).toMatchObject({
      type: "summary",
      halted: true,
      exitCode: 0,
      checked: true,
      problem: null,
      code: null,
    });
    expect(lines.length).toBe(summary.segments + 1);
    const segments = lines.slice(0, -1);
    expect(segments.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(summary.cycles);
    expect(segments.reduce((sum, { cells }) => sum + cells, 0)).toBe(summary.cells);
    const input = encodeInput(readBlockInput(block));
    const checker = new TraceChecker(loadProvingProgram(readGuest("block-rv32")), { input });
    for (const { file, rows } of segments) {
      const segment = readSegmentFile(file);
      expect(segment.rows.load.length / 11).toBe(rows.load);
      expect(checker.check(segment)).toBeNull();
    }
    expect(checker.state).toMatchObject({ halted: true, exitCode: 0, cycle: summary.cycles });
    expect(Buffer.from(checker.state.digest!).toString("hex")).toMatch(/^[0-9a-f]{64}$/);
  });

  test("for people", async () => {
    const { code, out } = await trace("--guest", "block-rv32", "--input", block, "--check", "--segments", "1");
    expect(code).toBe(0);
    expect(out).toMatch(/^segment 0 {2}[\d,]+ cycles {2}.* M trace cells {2}[\d,]+ pages$/m);
    expect(out).toMatch(/^block-rv32 {2}.* {2}every segment checked {2}1 segments/m);
  });
});

describe("other programs", () => {
  test("packed files; a trace that stops, and goes on from its snapshot", async () => {
    const elf = ["--elf", program("count.elf"), "--input-bytes", at("count.elf"), "--segment-cycles", "32", "--json"];
    const whole = json((await trace(...elf, "--check")).out);
    expect(whole.at(-1)).toMatchObject({ exitCode: 3, cycles: 215 });
    const first = await trace(
      ...elf,
      "--segments",
      "3",
      "--out",
      at("first"),
      "--gzip",
      "--snapshot-out",
      at("at3.bin.gz"),
    );
    expect(readdirSync(at("first"))).toEqual([0, 1, 2].map((i) => `segment-00000${i}.bin.gz`));
    expect(json(first.out).at(-1)).toMatchObject({ halted: false, exitCode: null, segments: 3 });
    const { code, out } = await trace(...elf, "--resume", at("at3.bin.gz"), "--check", "--out", at("rest"), "--gzip");
    expect(code).toBe(0);
    const rest = json(out);
    expect(rest.at(-1)).toMatchObject({ exitCode: 3, cycles: 215 - 96 });
    expect(rest.slice(0, -1).map(({ start }) => start)).toEqual(whole.slice(3, -1).map(({ start }) => start));
  });

  test("a fault: what was traced until then", async () => {
    const wrong = [...new Array(40).fill(op("addi")), op("lw", { immediate: 1 })];
    const flags = ["--elf", program("fault.elf", wrong), "--segment-cycles", "16", "--json"];
    const { code, out } = await trace(...flags);
    expect(code).toBe(2);
    const lines = json(out);
    expect(lines.length).toBe(3);
    expect(lines.at(-1)).toMatchObject({ halted: false, exitCode: null, code: "MACHINE_FAULT", segments: 2 });
    const told = await trace("--elf", at("fault.elf"));
    expect([told.code, told.out]).toEqual([2, expect.stringMatching(/MACHINE_FAULT {2}misalignedAccess.*\n→/)]);
  });

  test("the cycle limit", async () => {
    const { code, out } = await trace("--elf", program("forever.elf", [op("jal")]), "--cycle-limit", "1000");
    expect([code, out]).toEqual([2, expect.stringContaining("MACHINE_CYCLE_LIMIT")]);
  });

  test("a snapshot that is none", async () => {
    writeFileSync(at("none.bin"), "none");
    const { code, out } = await trace("--elf", program("count.elf"), "--resume", at("none.bin"), "--check");
    expect([code, out]).toEqual([2, expect.stringContaining("STATE_BROKEN")]);
  });
});

describe("files", () => {
  const flags = () => ["--elf", program("files.elf"), "--input-bytes", at("files.elf")];
  const check = (...more: string[]) => trace(...flags(), "--check-files", at("files"), ...more);

  test("good ones pass; another input, a changed byte, a missing file do not", async () => {
    expect((await trace(...flags(), "--segment-cycles", "64", "--out", at("files"))).code).toBe(0);
    const good = await check("--json");
    expect(good.code).toBe(0);
    expect(json(good.out).at(-1)).toMatchObject({ halted: true, exitCode: 3, cycles: 215, checked: true, segments: 4 });
    const other = await trace(
      "--elf",
      at("files.elf"),
      "--input-bytes",
      program("other.elf", [1]),
      "--check-files",
      at("files"),
    );
    expect([other.code, other.out]).toEqual([
      1,
      expect.stringMatching(/refused by the checker[\s\S]*^call {2}segment 0/m),
    ]);
    const file = at("files/segment-000001.bin");
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.with(bytes.length - 9, bytes.at(-9)! ^ 1));
    const changed = await check("--json");
    expect(changed.code).toBe(1);
    expect(json(changed.out).map(({ type }) => type)).toEqual(["segment", "summary"]);
    expect(json(changed.out).at(-1)).toMatchObject({ problem: { segment: 1 }, halted: false, exitCode: null });
    writeFileSync(file, bytes.subarray(1));
    expect(await check()).toMatchObject({ code: 2, out: expect.stringMatching(/TRACE_BROKEN/) });
    rmSync(file);
    expect(await check()).toMatchObject({ code: 1, out: expect.stringMatching(/chain {2}segment 2/) });
  });

  test("none", async () => {
    mkdirSync(at("empty"));
    expect(await trace(...flags(), "--check-files", at("empty"))).toMatchObject({ code: 3 });
    expect((await trace(...flags(), "--check-files", at("nowhere"))).code).toBe(2);
    expect(await trace(...flags(), "--check-files", at("empty"), "--out", at("x"))).toMatchObject({ code: 3 });
  });
});

test.each([
  [[], /either --guest or --elf/],
  [["--elf", "x", "--gzip"], /./],
  [["--guest", "block-rv32", "--gzip"], /--gzip is about files/],
  [["--guest", "block-rv32", "--segment-cycles", "1000"], /power of two/],
  [["--guest", "block-rv32", "--segment-cycles", "2097152"], /power of two/],
  [["--guest", "block-rv32", "--segments", "0"], /whole number/],
])("wrong use: %s", async (flags, message) => {
  const { code, err } = await trace(...flags);
  expect(err).toMatch(message);
  expect(code).toBeGreaterThanOrEqual(2);
});

test("a folder with segments in it", async () => {
  const flags = ["--elf", program("twice.elf"), "--out", at("twice")];
  expect((await trace(...flags)).code).toBe(0);
  const { code, err } = await trace(...flags);
  expect([code, err]).toEqual([3, expect.stringMatching(/there are segments in it already/)]);
});

test("help has examples", async () => {
  const { code, out } = await trace("--help");
  expect([code, out]).toEqual([0, expect.stringMatching(/Examples:\n {2}assay machine trace/)]);
});
