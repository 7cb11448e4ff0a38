// The error record: 128 bytes at a fixed address where a run that cannot go on says why (docs/interfaces.md).
import { CODES, type CodeEntry, type CodeName, type CodeValues } from "./codes.ts";
import { type Hex, toHex } from "./hex.ts";

export const RECORD_BYTES = 128;
const NO_INDEX = 0xffffffff;

/** What the core says about a run that did not end `valid`. */
export interface Failure {
  readonly verdict: "invalid" | "incomplete";
  /** Stable number, docs/interfaces.md, "Error record". */
  readonly code: number;
  /** Stable name of the number, as `STATE_ROOT_MISMATCH`; `CODE_<n>` for one this host does not know. */
  readonly name: string;
  /** One sentence with the values involved. */
  readonly message: string;
  /** What to do next. */
  readonly advice: string;
  readonly block: number | null;
  readonly transaction: number | null;
  /** Hash or preimage key the code speaks of; null when the record has none. */
  readonly hash: Hex | null;
  readonly expected: Hex | bigint | null;
  readonly actual: Hex | bigint | null;
}

const byNumber = new Map<number, { name: CodeName; entry: CodeEntry }>();
for (const [name, entry] of Object.entries(CODES)) byNumber.set(entry.code, { name: name as CodeName, entry });

/** Name and entry of a code, or null when this host does not know it. */
export function codeEntry(code: number): { name: CodeName; entry: CodeEntry } | null {
  return byNumber.get(code) ?? null;
}

function adviceFor(code: number): string {
  if (code < 100) return "This is a bug in Assay; please report it with the input.";
  if (code < 200) return "The input is malformed; write it again from its source.";
  if (code < 300) return "The witness does not hold what the block needs; fetch a complete witness for this block.";
  if (code < 600)
    return "The block breaks this rule of its chain; check that the chain configuration is the right one.";
  if (code < 700) return "Run again with --trace to find the first transaction whose effects differ.";
  if (code < 800) {
    return "The block breaks this rule of its chain; check that the chain configuration is the right one.";
  }
  if (code < 820) return "Derivation lacks this, or was given something else; get it again from a node of its chain.";
  if (code < 900)
    return "The L2 block is not the one that L1 determines; check the rollup configuration and both chains.";
  if (code < 910) return "The claim cannot be judged from these values; check boot values, configurations and L1 head.";
  if (code < 920) return "The claim does not follow from the agreed block and this L1 head.";
  return "No chain with this configuration can have such a block; check chain and rollup configuration.";
}

/** A word (32 bytes) as short as its meaning: an integer when it is small, 32 bytes of hex otherwise. */
function word(bytes: Uint8Array): Hex {
  return toHex(bytes);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

interface Fields {
  readonly hash: Uint8Array;
  readonly expectedWord: Uint8Array;
  readonly actualWord: Uint8Array;
  readonly expectedNumber: bigint;
  readonly actualNumber: bigint;
}

/** Which value fields carry something, for a code that does not say. */
function guessValues(fields: Fields): CodeValues {
  if (!isZero(fields.expectedWord) || !isZero(fields.actualWord)) return "words";
  if (fields.expectedNumber !== 0n || fields.actualNumber !== 0n) return "numbers";
  return isZero(fields.hash) ? "none" : "hash";
}

interface Values {
  expected: Hex | bigint | null;
  actual: Hex | bigint | null;
  text: string;
}

function describeValues(values: CodeValues, fields: Fields): Values {
  switch (values) {
    case "words":
    case "addresses": {
      const cut = values === "addresses" ? (bytes: Uint8Array) => bytes.subarray(0, 20) : (bytes: Uint8Array) => bytes;
      const expected = word(cut(fields.expectedWord));
      const actual = word(cut(fields.actualWord));
      return { expected, actual, text: `: expected ${expected}, found ${actual}` };
    }
    case "numbers": {
      const { expectedNumber: expected, actualNumber: actual } = fields;
      return { expected, actual, text: `: expected ${expected}, found ${actual}` };
    }
    case "offset":
      return { expected: null, actual: null, text: ` at byte ${fields.expectedNumber} (${fields.actualNumber})` };
    case "hash":
      return { expected: null, actual: null, text: `: ${toHex(fields.hash)}` };
    case "none":
      return { expected: null, actual: null, text: "" };
  }
}

/** Decodes the record; null when its verdict is 0 (nothing was written). */
export function decodeErrorRecord(record: Uint8Array): Failure | null {
  const view = new DataView(record.buffer, record.byteOffset, RECORD_BYTES);
  const verdict = view.getUint32(0, true);
  if (verdict !== 1 && verdict !== 2) return null;
  const code = view.getUint32(4, true);
  const block = view.getUint32(8, true);
  const transaction = view.getUint32(12, true);
  const fields: Fields = {
    hash: record.subarray(16, 48),
    expectedWord: record.subarray(48, 80),
    actualWord: record.subarray(80, 112),
    expectedNumber: view.getBigUint64(112, true),
    actualNumber: view.getBigUint64(120, true),
  };
  const known = byNumber.get(code);
  const values = describeValues(
    known?.entry.values ?? (code >= 100 && code < 200 ? "offset" : guessValues(fields)),
    fields,
  );
  const sentence = known?.entry.message ?? `Rule ${code}`;
  const where = transaction === NO_INDEX ? "" : `Transaction ${transaction}: `;
  return {
    verdict: verdict === 1 ? "invalid" : "incomplete",
    code,
    name: known?.name ?? `CODE_${code}`,
    message: `${where}${sentence}${values.text}`,
    advice: known?.entry.advice ?? adviceFor(code),
    block: block === NO_INDEX ? null : block,
    transaction: transaction === NO_INDEX ? null : transaction,
    hash: isZero(fields.hash) ? null : toHex(fields.hash),
    expected: values.expected,
    actual: values.actual,
  };
}
