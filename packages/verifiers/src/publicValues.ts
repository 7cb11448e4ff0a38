// Public values in words that people know. A layout belongs to a program (programs.ts) or is named by the user; without one only
// text and 32-byte words are told apart.
import { equalBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { bytesOf, numberOf } from "./words.ts";

/** Name and value: hex, a decimal number, or text. */
export type NamedValue = readonly [name: string, value: string];

interface Field {
  readonly name: string;
  readonly kind: "hash" | "number";
}

const hash = (name: string): Field => ({ name, kind: "hash" });
const number = (name: string): Field => ({ name, kind: "number" });

/** Big-endian words one after the other. */
const WORDS = {
  /** ethrex's L2 prover; balance differences and messages from other chains may follow. */
  "ethrex-l2": [
    hash("initialStateRoot"),
    hash("finalStateRoot"),
    hash("withdrawalsRoot"),
    hash("privilegedTransactionsHash"),
    hash("blobVersionedHash"),
    hash("lastBlockHash"),
    number("chainId"),
    number("transactions"),
  ],
  "ethrex-l1": [
    hash("initialStateRoot"),
    hash("finalStateRoot"),
    hash("lastBlockHash"),
    number("chainId"),
    number("transactions"),
  ],
  "sp1-fibonacci": [number("n"), number("a"), number("b")],
  /** Assay's own programs (docs/interfaces.md, "Public values"). */
  assay: [
    number("version"),
    number("programKind"),
    number("verdict"),
    number("ruleCode"),
    number("chainId"),
    hash("configurationHash"),
  ],
  /** Program kind 1: blocks executed from their witness. */
  "assay-blocks": [
    number("version"),
    number("programKind"),
    number("verdict"),
    number("ruleCode"),
    number("chainId"),
    hash("configurationHash"),
    number("blocks"),
    hash("parentHash"),
    hash("preStateRoot"),
    number("number"),
    hash("blockHash"),
    hash("postStateRoot"),
    hash("receiptsRoot"),
    number("gasUsed"),
    number("transactions"),
  ],
} as const satisfies Record<string, readonly Field[]>;

/** Layouts in which more may follow the named words. */
const OPEN: ReadonlySet<string> = new Set(["ethrex-l2", "assay"]);

export type Layout = keyof typeof WORDS | "kroma-fault-proof" | "text" | "u32";
export const LAYOUTS: readonly Layout[] = [
  ...(Object.keys(WORDS) as (keyof typeof WORDS)[]),
  "kroma-fault-proof",
  "text",
  "u32",
];

/** SOUNDNESS: values that do not have the layout's exact shape are not decoded at all: a name must never stand before other
 *  bytes. @throws InputError FIELD_WRONG */
export function decodePublicValues(layout: Layout, bytes: Uint8Array): NamedValue[] {
  if (layout === "kroma-fault-proof") return kromaFaultProof(bytes);
  if (layout === "text") return [["text", text(bytes) ?? wrong(layout, bytes)]];
  if (layout === "u32") return littleEndian(bytes);
  const fields: readonly Field[] = WORDS[layout];
  const open = OPEN.has(layout);
  if (open ? bytes.length < 32 * fields.length : bytes.length !== 32 * fields.length) wrong(layout, bytes);
  const values = fields.map(({ name, kind }, i): NamedValue => {
    const word = bytes.subarray(32 * i, 32 * i + 32);
    return [name, kind === "hash" ? toHex(word) : numberOf(word).toString()];
  });
  const rest = bytes.subarray(32 * fields.length);
  return rest.length > 0 ? [...values, ["more", toHex(rest)]] : values;
}

function wrong(layout: Layout, bytes: Uint8Array): never {
  throw new InputError("FIELD_WRONG", `${bytes.length} bytes of public values are not of the layout ${layout}`, {
    advice: "Leave out --layout, or name the layout of the program that was proven (docs/proofs.md).",
  });
}

/** Three 32-byte values, each behind its length as eight little-endian bytes: 120 bytes. */
function kromaFaultProof(bytes: Uint8Array): NamedValue[] {
  const length = bytesOf(32n, 8).reverse();
  const parts = [0, 1, 2].map((i) => bytes.subarray(40 * i, 40 * i + 40));
  if (bytes.length !== 120 || parts.some((part) => !equalBytes(part.subarray(0, 8), length))) {
    wrong("kroma-fault-proof", bytes);
  }
  return ["previousOutputRoot", "claimedOutputRoot", "l1Head"].map((name, i) => [name, toHex(parts[i]!.subarray(8))]);
}

function littleEndian(bytes: Uint8Array): NamedValue[] {
  if (bytes.length % 4 !== 0 || bytes.length > 128) wrong("u32", bytes);
  return Array.from({ length: bytes.length / 4 }, (_, i): NamedValue => {
    return [`value ${i}`, numberOf(bytes.slice(4 * i, 4 * i + 4).reverse()).toString()];
  });
}

/** Printable ASCII, or null. */
function text(bytes: Uint8Array): string | null {
  const printable = bytes.length > 0 && bytes.length <= 256 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable ? String.fromCharCode(...bytes) : null;
}

/** Of a program that nobody knows: text, or words as they are. */
export function describeUnknown(bytes: Uint8Array): NamedValue[] {
  const readable = text(bytes);
  if (readable !== null) return [["text", readable]];
  if (bytes.length === 0 || bytes.length % 32 !== 0 || bytes.length > 512) return [];
  return Array.from({ length: bytes.length / 32 }, (_, i): NamedValue => {
    return [`word ${i}`, toHex(bytes.subarray(32 * i, 32 * i + 32))];
  });
}
