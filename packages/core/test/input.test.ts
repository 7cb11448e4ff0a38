// The binary input with hostile tables, offsets, counts and padding: each refusal has its code, and nothing outside the
// input is ever read.
import { beforeAll, describe, expect, it } from "vitest";
import { CODES, type CodeName } from "../src/codes.ts";
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  listSection,
  type SectionSource,
  writeContainer,
} from "../src/container.ts";
import { decodeErrorRecord } from "../src/errorRecord.ts";
import { type Loaded, loadTesting, variants } from "./load.ts";

const listOf = (id: number, items: Uint8Array[]): SectionSource =>
  listSection(
    id,
    items.map(({ length }) => length),
    (section, at, i) => section.set(items[i]!, at),
  );

function container(sections: SectionSource[]): Uint8Array {
  const bytes = new Uint8Array(containerSize(sections));
  writeContainer(bytes, INPUT_MAGIC, sections);
  return bytes;
}

/** A configuration with two forks and a blob schedule entry. */
function configuration(): Uint8Array {
  const bytes = new Uint8Array(88 + 2 * 16 + 40);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 1, true);
  view.setBigUint64(8, 7n, true);
  view.setUint32(80, 2, true);
  view.setUint32(84, 1, true);
  view.setUint32(88, 1, true);
  view.setBigUint64(96, 100n, true);
  view.setUint32(104, 16, true);
  view.setUint32(108, 1, true);
  view.setBigUint64(112, 1_000n, true);
  view.setBigUint64(120, 1_000n, true);
  view.setBigUint64(128, 3n, true);
  view.setBigUint64(136, 6n, true);
  view.setBigUint64(144, 3_338_477n, true);
  return bytes;
}

function claim(): Uint8Array {
  const bytes = new Uint8Array(72);
  bytes[0] = 1;
  return bytes;
}

const ITEMS = [new Uint8Array(3).fill(1), new Uint8Array(0), new Uint8Array(8).fill(2), new Uint8Array(9).fill(3)];
const whole = () =>
  container([bytesSection(1, configuration()), listOf(2, ITEMS), listOf(3, []), bytesSection(7, claim())]);

const u32 = (at: number, value: number) => (bytes: Uint8Array) => new DataView(bytes.buffer).setUint32(at, value, true);
const u64 = (at: number, value: bigint) => (bytes: Uint8Array) =>
  new DataView(bytes.buffer).setBigUint64(at, value, true);

const TABLE = 16;
/** Where the sections are: 4 entries, then 160 bytes of configuration, then the list. */
const CONFIGURATION = TABLE + 4 * 24;
const LIST = CONFIGURATION + 160;
const LIST_DATA = LIST + 8 + 16;
const CLAIM = LIST_DATA + 8 + 8 + 16 + 8;

describe.each(variants)("binary input (%s)", (variant) => {
  let core: Loaded;
  beforeAll(async () => {
    core = await loadTesting("input", variant);
  });

  /** The name of the code that `call` ends with, null when it returns. */
  function outcome(bytes: Uint8Array, call: () => void): CodeName | null {
    const at = core.exports.open!(bytes.length);
    core.write(at, bytes);
    try {
      call();
      return null;
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    }
    const failure = decodeErrorRecord(core.read(core.exports.errorRecord!(), 128))!;
    expect(failure.verdict).toBe("incomplete");
    return failure.name as CodeName;
  }

  const everything = () => {
    core.exports.check!();
    core.exports.configuration!();
    core.exports.list!(2, true);
    core.exports.list!(3, true);
    core.exports.claim!();
  };

  it("reads what the encoder wrote", () => {
    expect(outcome(whole(), everything)).toBeNull();
    const list = core.exports.list!(2, true);
    expect(core.exports.listCount!(list)).toBe(4);
    for (const [i, item] of ITEMS.entries()) {
      expect(core.exports.itemLength!(list, i)).toBe(item.length);
      expect(core.read(core.exports.itemAddress!(list, i), item.length)).toEqual(item);
    }
    expect(core.exports.listCount!(core.exports.list!(4, false))).toBe(0);
  });

  const cases: [string, CodeName, (bytes: Uint8Array) => void][] = [
    ["another magic", "INPUT_MAGIC", u32(0, 0)],
    ["another version", "INPUT_VERSION", u32(8, 2)],
    ["17 sections", "SECTION_TABLE", u32(12, 17)],
    ["2^32 - 1 sections", "SECTION_TABLE", u32(12, 0xffffffff)],
    ["sections whose entries are other bytes", "SECTION_BOUNDS", u32(12, 16)],
    ["a section that is not listed", "SECTION_BOUNDS", u32(12, 3)],
    ["section id 0", "SECTION_ORDER", u32(TABLE, 0)],
    ["an id twice", "SECTION_ORDER", u32(TABLE + 24, 1)],
    ["an id that does not exist", "SECTION_ORDER", u32(TABLE + 72, 0xffffffff)],
    ["something after an id", "SECTION_TABLE", u32(TABLE + 4, 1)],
    ["an offset past the end", "SECTION_BOUNDS", u64(TABLE + 8, 1n << 40n)],
    ["an offset before its place", "SECTION_BOUNDS", u64(TABLE + 32, BigInt(CONFIGURATION))],
    ["an offset that wraps 32 bits", "SECTION_BOUNDS", u64(TABLE + 8, (1n << 32n) + BigInt(CONFIGURATION))],
    ["a length past the end", "SECTION_BOUNDS", u64(TABLE + 16, 1n << 63n)],
    ["a length of 2^64 - 1", "SECTION_BOUNDS", u64(TABLE + 16, (1n << 64n) - 1n)],
    ["a length that wraps 32 bits", "SECTION_BOUNDS", u64(TABLE + 16, (1n << 32n) + 160n)],
    ["a required section that is absent", "SECTION_MISSING", u32(TABLE + 72, 8)],
    ["a list with 2^32 - 1 items", "LIST_MALFORMED", u32(LIST, 0xffffffff)],
    ["a list with 2^30 items", "LIST_MALFORMED", u32(LIST, 1 << 30)],
    ["a list with an item too many", "INPUT_PADDING", u32(LIST, 6)],
    ["a list with an item too few", "INPUT_PADDING", u32(LIST, 3)],
    ["something after the count", "LIST_MALFORMED", u32(LIST + 4, 1)],
    ["an item past the end", "LIST_MALFORMED", u32(LIST + 8, 0xffffffff)],
    ["an item into the next one", "INPUT_PADDING", u32(LIST + 12, 1)],
    ["a byte after an item", "INPUT_PADDING", u32(LIST_DATA + 4, 1)],
    ["another configuration version", "CONFIGURATION_MALFORMED", u32(CONFIGURATION, 2)],
    ["a kind of chain that does not exist", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 4, 2)],
    ["bytes after the deposit contract", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 36, 1)],
    ["flags that do not exist", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 40, 8)],
    ["a terminal difficulty without its flag", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 48, 1)],
    ["2^32 - 1 forks", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 80, 0xffffffff)],
    ["2^32 - 1 blob entries", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 84, 0xffffffff)],
    ["forks out of order", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 104, 1)],
    ["a fork by neither block nor time", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 92, 2)],
    ["activations out of order", "CONFIGURATION_MALFORMED", u32(CONFIGURATION + 108, 0)],
    ["a target above the maximum", "CONFIGURATION_MALFORMED", u64(CONFIGURATION + 128, 7n)],
    ["a maximum that overflows", "CONFIGURATION_MALFORMED", u64(CONFIGURATION + 136, 1n << 60n)],
    ["an update fraction of zero", "CONFIGURATION_MALFORMED", u64(CONFIGURATION + 144, 0n)],
    ["something after the update fraction", "CONFIGURATION_MALFORMED", u64(CONFIGURATION + 152, 1n)],
    ["a claim of another kind", "CLAIM_MALFORMED", u32(CLAIM, 2)],
    ["claim flags that do not exist", "CLAIM_MALFORMED", u32(CLAIM + 4, 4)],
    ["a hash without its flag", "CLAIM_MALFORMED", u32(CLAIM + 8, 1)],
    ["a total difficulty without its flag", "CLAIM_MALFORMED", u32(CLAIM + 40, 1)],
  ];

  it.each(cases)("%s: %s", (_name, code, change) => {
    const bytes = whole();
    change(bytes);
    // The activation of the second fork is below that of the first once both are by block.
    if (code === "CONFIGURATION_MALFORMED" && _name.startsWith("activations")) u64(CONFIGURATION + 112, 99n)(bytes);
    expect(outcome(bytes, everything)).toBe(code);
    expect(CODES[code].code).toBeGreaterThanOrEqual(100);
    expect(CODES[code].code).toBeLessThan(200);
  });

  it("refuses every beginning of the input, and the input with more behind it", () => {
    const bytes = whole();
    for (let length = 0; length < bytes.length; length++) {
      expect(outcome(bytes.slice(0, length), everything), `${length} bytes`).not.toBeNull();
    }
    for (const more of [1, 7, 8, 16]) {
      expect(outcome(new Uint8Array([...bytes, ...new Uint8Array(more)]), everything)).toBe("SECTION_BOUNDS");
    }
  });

  it("survives any byte set to anything", () => {
    const bytes = whole();
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[at] = value;
        outcome(changed, everything);
      }
    }
  });
});
