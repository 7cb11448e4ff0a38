// RLPTests: values that must encode to given bytes, bytes that are RLP, and bytes that are not.
import { rlpInteger } from "../../packages/chain/src/rlp.ts";
import { bytesOf, hexOf } from "./hexFields.ts";
import type { OfficialCore } from "./officialCore.ts";
import { type CaseResult, caseOf } from "./result.ts";

/** Text, a number, `#` and a decimal number, or a list. */
type Value = string | number | readonly Value[];

interface RlpTestJson {
  in: Value;
  out: string;
}

/** The value written by the core's writer. */
function encode(value: Value, core: OfficialCore): Uint8Array {
  const { exports, place, placeWord, read } = core.parts;
  if (Array.isArray(value)) {
    const payload = Buffer.concat(value.map((item) => encode(item, core)));
    const size = exports.rlpListHeaderSize(payload.length);
    const at = place(new Uint8Array(size));
    if (exports.rlpWriteListHeader(at, payload.length) !== at + size) throw new Error("list header size");
    return Buffer.concat([read(at, size), payload]);
  }
  if (typeof value === "number" || (value as string).startsWith("#")) {
    const integer = BigInt(typeof value === "number" ? value : (value as string).slice(1));
    // Beyond the core's words: there its bytes are what is written.
    if (integer >= 1n << 256n) return encodeBytes(rlpInteger(integer), core);
    const word = placeWord(integer);
    const size = exports.rlpWordSize(word);
    const at = place(new Uint8Array(size));
    if (exports.rlpWriteWord(at, word) !== at + size) throw new Error("word size");
    return read(at, size);
  }
  return encodeBytes(Buffer.from(value as string), core);
}

function encodeBytes(bytes: Uint8Array, core: OfficialCore): Uint8Array {
  const { exports, place, read } = core.parts;
  const source = place(bytes);
  const size = exports.rlpBytesSize(source, bytes.length);
  const at = place(new Uint8Array(size));
  if (exports.rlpWriteBytes(at, source, bytes.length) !== at + size) throw new Error("bytes size");
  return read(at, size);
}

/** Whether the core's reader takes `bytes` as one item, lists to the bottom, with nothing after it. */
function isRlp(bytes: Uint8Array, core: OfficialCore): boolean {
  const { exports, place } = core.parts;
  const start = place(bytes);
  const open: [number, number][] = [];
  const readOne = (at: number, end: number): number => {
    const next = exports.rlpNext(at, end) >>> 0;
    if (next !== 0 && exports.isList()) {
      const payload = exports.payload() >>> 0;
      open.push([payload, payload + exports.payloadLength()]);
    }
    return next;
  };
  if (readOne(start, start + bytes.length) !== start + bytes.length) return false;
  for (let list = open.pop(); list; list = open.pop()) {
    const end = list[1];
    for (let at = list[0]; at < end; ) {
      at = readOne(at, end);
      if (at === 0) return false;
    }
  }
  return true;
}

export function runRlpTests(json: unknown, core: OfficialCore, wanted: (id: string) => boolean): CaseResult[] {
  return Object.entries(json as Record<string, RlpTestJson>)
    .filter(([name]) => wanted(name))
    .map(([name, test]) =>
      caseOf(name, "", () => {
        core.parts.exports.reset();
        const bytes = bytesOf(test.out);
        const expected = test.in !== "INVALID";
        if (isRlp(bytes, core) !== expected) return expected ? "refused" : "taken for RLP";
        if (!expected || test.in === "VALID") return null;
        const written = hexOf(encode(test.in, core));
        return written === hexOf(bytes) ? null : `encoded as ${written}, expected ${hexOf(bytes)}`;
      }),
    );
}
