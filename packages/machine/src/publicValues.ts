// What a program of Assay's says in public: 32-byte big-endian words (docs/interfaces.md, "Public values"). The core writes them
// (packages/core/assembly/result/publicValues.ts); here they are read, and their digest is what a proof commits to.
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";

const VERSION = 1n;
const VERDICTS = new Map([
  [1n, "invalid"],
  [3n, "valid"],
] as const);

interface CommonValues {
  readonly verdict: "valid" | "invalid";
  /** Of the rule that does not hold, 0 when all do. */
  readonly ruleCode: bigint;
  readonly chainId: bigint;
  readonly configurationHash: Hex;
}

export interface BlocksValues extends CommonValues {
  readonly kind: "blocks";
  readonly blocks: bigint;
  readonly parentHash: Hex;
  readonly preStateRoot: Hex;
  readonly number: bigint;
  readonly blockHash: Hex;
  readonly postStateRoot: Hex;
  readonly receiptsRoot: Hex;
  readonly gasUsed: bigint;
  readonly transactions: bigint;
}

export interface ProgramValues extends CommonValues {
  readonly kind: "program";
  readonly rollupHash: Hex;
  readonly l1Head: Hex;
  readonly agreedNumber: bigint;
  readonly agreedOutputRoot: Hex;
  readonly claimedNumber: bigint;
  readonly claimedOutputRoot: Hex;
  readonly computedOutputRoot: Hex;
  readonly reachedNumber: bigint;
  readonly reachedHash: Hex;
  readonly stateRoot: Hex;
  readonly payloadsRejected: bigint;
}

export type PublicValues = BlocksValues | ProgramValues;

/** Words of each kind, with the six that every kind begins with. */
const WORDS = { blocks: 15, program: 17 } as const;
const KINDS = new Map([
  [1n, "blocks"],
  [2n, "program"],
] as const);

function broken(message: string): InputError {
  return new InputError("FIELD_WRONG", message, { at: "public values" });
}

function number(word: Uint8Array): bigint {
  return BigInt(toHex(word));
}

/** @throws InputError FIELD_WRONG when the bytes are none of a kind that is known */
export function decodePublicValues(bytes: Uint8Array): PublicValues {
  if (bytes.length % 32 !== 0 || bytes.length < 6 * 32) throw broken(`${bytes.length} bytes are no such words`);
  let at = 0;
  const next = () => {
    at += 32;
    return bytes.subarray(at - 32, at);
  };
  const int = () => number(next());
  const hash = () => toHex(next());
  const version = int();
  if (version !== VERSION) throw broken(`version ${version} is not known`);
  const kindId = int();
  const kind = KINDS.get(kindId as 1n | 2n);
  if (!kind) throw broken(`kind ${kindId} is not known`);
  if (bytes.length !== 32 * WORDS[kind]) throw broken(`${bytes.length / 32} words, ${kind} has ${WORDS[kind]}`);
  const verdict = VERDICTS.get(int() as 1n | 3n);
  if (!verdict) throw broken("a verdict that is none");
  const common = { verdict, ruleCode: int(), chainId: int(), configurationHash: hash() };
  if ((verdict === "valid") !== (common.ruleCode === 0n))
    throw broken(`verdict ${verdict} with code ${common.ruleCode}`);
  // Fields are evaluated in the order in which they stand.
  if (kind === "blocks") {
    return {
      kind,
      ...common,
      blocks: int(),
      parentHash: hash(),
      preStateRoot: hash(),
      number: int(),
      blockHash: hash(),
      postStateRoot: hash(),
      receiptsRoot: hash(),
      gasUsed: int(),
      transactions: int(),
    };
  }
  return {
    kind,
    ...common,
    rollupHash: hash(),
    l1Head: hash(),
    agreedNumber: int(),
    agreedOutputRoot: hash(),
    claimedNumber: int(),
    claimedOutputRoot: hash(),
    computedOutputRoot: hash(),
    reachedNumber: int(),
    reachedHash: hash(),
    stateRoot: hash(),
    payloadsRejected: int(),
  };
}

/** What a proof commits to. */
export function publicDigest(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}
