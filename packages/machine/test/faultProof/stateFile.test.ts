// State files: what is written is what is read, in all formats; and what is broken is said to be.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { toHex } from "@assay/core/hex";
import { afterAll, describe, expect, test } from "vitest";
import type { MachineState } from "../../src/faultProof/state.ts";
import { readStateBinary } from "../../src/faultProof/stateBinary.ts";
import { readStateFile, writeStateFile } from "../../src/faultProof/stateFile.ts";
import { readStateJson } from "../../src/faultProof/stateJson.ts";
import { Random } from "../riscv/random.ts";
import { machineOf } from "./agreement.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-state-"));
afterAll(() => rmSync(folder, { recursive: true }));

const random = new Random(5);
const state: MachineState = {
  preimageKey: random.bytes(32),
  preimageOffset: (1n << 63n) + 1n,
  pc: 0x10078n,
  exitCode: 3,
  exited: true,
  step: 12_345_678_901_234_567_890n,
  heap: 0x7f_0000_0000_00n,
  loadReservation: 0xffff_ffff_ffff_fff8n,
  registers: Array.from({ length: 32 }, () => random.u64()),
  pages: [
    { index: 0n, data: random.bytes(4096) },
    { index: 17n, data: random.bytes(4096) },
    { index: (1n << 52n) - 1n, data: random.bytes(4096) },
  ],
  lastHint: random.bytes(40),
};
state.lastHint.set([0, 0, 0, 30]);

/** Everything in it, with pages that are no views. */
function plain(one: MachineState) {
  return { ...one, pages: [...one.pages].map(({ index, data }) => ({ index, data: Uint8Array.from(data) })) };
}

async function written(name: string): Promise<string> {
  const machine = machineOf(state);
  const path = join(folder, name);
  await writeStateFile(path, machine.state(), machine.seal(), process.stdout);
  return path;
}

describe("round trips", () => {
  test.each(["a.json", "a.json.gz", "a.bin", "a.bin.gz", "no-ending"])("%s", async (name) => {
    const path = await written(name);
    const read = readStateFile(path);
    // The hint is complete, so it is kept as it is.
    expect(plain(read)).toEqual(plain(state));
    expect(toHex(machineOf(read).hash())).toBe(toHex(machineOf(state).hash()));
    expect(readdirSync(folder).filter((file) => file.endsWith(".part"))).toEqual([]);
  });
});

describe("the bytes that asterisc writes and reads", () => {
  test("binary", async () => {
    const bytes = readFileSync(await written("layout.bin"));
    const { witness, hash } = machineOf(state).seal();
    expect(bytes.length).toBe(8 + 3 * 4104 + 32 + 16 + 2 + 24 + 256 + 4 + 40 + 4 + 362 + 32);
    expect(bytes.readBigUInt64BE(0)).toBe(3n);
    expect(bytes.readBigUInt64BE(8)).toBe(0n);
    expect(bytes.readBigUInt64BE(8 + 4104)).toBe(17n);
    const after = bytes.subarray(8 + 3 * 4104);
    expect(toHex(after.subarray(0, 32))).toBe(toHex(state.preimageKey));
    expect(after.readBigUInt64BE(32)).toBe(state.preimageOffset);
    expect(after.readBigUInt64BE(40)).toBe(state.pc);
    expect([after[48], after[49]]).toEqual([3, 1]);
    expect(after.readBigUInt64BE(50)).toBe(state.step);
    expect(after.readBigUInt64BE(74)).toBe(state.registers[0]);
    expect(after.readUInt32BE(330)).toBe(40);
    expect(after.readUInt32BE(374)).toBe(362);
    expect(toHex(after.subarray(378, 740))).toBe(toHex(witness));
    expect(toHex(after.subarray(740))).toBe(toHex(hash));
  });

  test("JSON", async () => {
    const text = gunzipSync(readFileSync(await written("layout.json.gz"))).toString();
    const { witness, hash } = machineOf(state).seal();
    // Numbers beyond 2^53 are written in full: the text, not what JSON.parse makes of it.
    expect(text).toContain('"step":12345678901234567890,');
    const json = JSON.parse(text);
    expect(Object.keys(json)).toEqual(
      "memory preimageKey preimageOffset pc exit exited step heap loadReservation registers lastHint witness stateHash".split(
        " ",
      ),
    );
    expect(json.memory[1].index).toBe(17);
    expect(json.memory[1].data).toMatch(/^[0-9a-f]{8192}$/);
    expect(toHex(Buffer.from(json.witness, "base64"))).toBe(toHex(witness));
    expect([json.stateHash, json.exit, json.exited]).toEqual([toHex(hash), 3, true]);
  });

  test("JSON with what others put into it: other order, spaces, unknown keys, no pages, no hint", () => {
    const registers = Array.from({ length: 32 }, (_, i) => i).join(" , ");
    const text = `{ "registers" : [ ${registers} ], "more": {"a": [1.5e3, -2, true, null, "\\"}"]}, "memory": null, "pc": 4 }\n`;
    const read = readStateJson(Buffer.from(text));
    expect([read.registers[31], read.pc, read.heap, [...read.pages]]).toEqual([31n, 4n, 0n, []]);
  });
});

describe("broken files", () => {
  const json = (text: string) => () => readStateJson(Buffer.from(text));
  const broken = expect.objectContaining({ code: "STATE_BROKEN" });
  test.each([
    ["", /expected/],
    ["{", /expected|without end/],
    ["[]", /expected/],
    ['{"pc":1', /expected/],
    ['{"pc":1}{', /follows/],
    ['{"pc":-1}', /from 0/],
    ['{"pc":1.0}', /from 0/],
    ['{"pc":01}', /from 0/],
    ['{"pc":"1"}', /from 0/],
    ['{"pc":18446744073709551616}', /from 0/],
    [`{"pc":${"1".repeat(100_000)}}`, /number/],
    ['{"exit":256}', /below 256/],
    ['{"exited":1}', /true or false/],
    ['{"registers":[1,2]}', /2 registers/],
    [`{"registers":[${"1,".repeat(100)}1]}`, /more than 32/],
    ['{"preimageKey":"0x12"}', /64 hex digits/],
    ['{"lastHint":"zz"}', /hex digits/],
    ['{"memory":[{"index":1}]}', /index and data/],
    ['{"memory":[{"index":1,"data":"00"}]}', /8192/],
    [`{"memory":[{"index":4503599627370496,"data":"${"0".repeat(8192)}"}]}`, /no page/],
    [`{"memory":[${`{"index":1,"data":"${"0".repeat(8192)}"},`.repeat(2).slice(0, -1)}]}`, /twice/],
    [`{"a":${"[".repeat(100_000)}`, /too deep/],
    ['{"a":"\\x"}', /broken string/],
    ['{"a":"never', /without end/],
    ['{"a":nothing}', /value is expected/],
    ['{"a":1,}', /expected/],
  ])("JSON, case %#", (text, message) => {
    expect(json(text)).toThrow(broken);
    expect(json(text)).toThrow(message);
  });

  test("binary: every prefix, every byte of the head, one byte more", async () => {
    const bytes = readFileSync(await written("broken.bin"));
    for (const length of [0, 7, 8, 100, 4112, 12320, 12600, bytes.length - 1]) {
      expect(() => readStateBinary(bytes.subarray(0, length)), `${length} bytes`).toThrow(broken);
    }
    expect(() => readStateBinary(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow(/follow/);
    for (let at = 0; at < 8; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 0x40;
      expect(() => readStateBinary(changed)).toThrow(broken);
    }
    const twice = Buffer.from(bytes);
    twice.copy(twice, 8 + 4104, 8, 16);
    expect(() => readStateBinary(twice)).toThrow(/twice/);
    const neither = Buffer.from(bytes);
    neither[8 + 3 * 4104 + 49] = 2;
    expect(() => readStateBinary(neither)).toThrow(/neither/);
  });

  test("a witness and a hash that lie are not believed", async () => {
    const text = readFileSync(await written("lie.json"), "utf8").replace(/"stateHash":"0x../, '"stateHash":"0x00');
    expect(toHex(machineOf(readStateJson(Buffer.from(text))).hash())).toBe(toHex(machineOf(state).hash()));
  });

  test.each([
    ["missing.bin", null, "FILE_NOT_FOUND"],
    ["half.json.gz", gzipSync("{}").subarray(0, 15), "GZIP_BROKEN"],
    ["plain.bin.gz", Buffer.from("plain"), "GZIP_BROKEN"],
  ])("%s", (name, bytes, code) => {
    if (bytes) writeFileSync(join(folder, name), bytes);
    expect(() => readStateFile(join(folder, name))).toThrow(expect.objectContaining({ code }));
  });

  test("a place that cannot be written to", async () => {
    const machine = machineOf(state);
    const path = join(folder, "no/such/folder.json");
    await expect(writeStateFile(path, machine.state(), machine.seal(), process.stdout)).rejects.toThrow(
      expect.objectContaining({ code: "FILE_UNWRITABLE" }),
    );
  });
});
