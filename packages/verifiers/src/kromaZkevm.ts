// Kroma's zkEVM proof: 145 words of proof, 4 of a pairing's points, and the hash of a block's public input. Its verifier contract is
// not built in (its licence is the GPL): `--code FILE` or a chain gives it.
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { encodeCall } from "./abi.ts";
import { P } from "./bn254.ts";
import { type Fault, fault } from "./fault.ts";
import { bytesOf, numberOf } from "./words.ts";

export const KROMA_PROOF_WORDS = 145;
export const KROMA_PAIR_WORDS = 4;
const VERIFY = "verify(uint256[],uint256[],bytes32)";

/** What the public input hash is of. */
export interface KromaBlock {
  readonly prevStateRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly withdrawalsRootWord: Uint8Array;
  readonly blockHash: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly baseFee: bigint;
  readonly gasLimit: bigint;
  readonly txHashes: readonly Uint8Array[];
  readonly dummyTxHash: Uint8Array;
  readonly maxTxs: number;
}

export function kromaCall(proof: readonly Uint8Array[], pair: readonly Uint8Array[], hash: Uint8Array): Uint8Array {
  return encodeCall(VERIFY, { words: proof }, { words: pair }, hash);
}

export function kromaPublicInputHash(block: KromaBlock): Uint8Array {
  const filler = Array.from({ length: Math.max(0, block.maxTxs - block.txHashes.length) }, () => block.dummyTxHash);
  return keccak_256(
    concatBytes(
      block.prevStateRoot,
      block.stateRoot,
      block.withdrawalsRootWord,
      block.blockHash,
      block.parentHash,
      bytesOf(block.number, 8),
      bytesOf(block.timestamp, 8),
      bytesOf(block.baseFee),
      bytesOf(block.gasLimit, 8),
      bytesOf(BigInt(block.txHashes.length), 2),
      ...block.txHashes,
      ...filler,
    ),
  );
}

/** What can be said without the verifier: shape, numbers, and that the block is the one of the hash. */
export function checkKroma(
  proof: readonly Uint8Array[],
  pair: readonly Uint8Array[],
  hash: Uint8Array,
  block: KromaBlock | null,
): Fault | null {
  if (proof.length !== KROMA_PROOF_WORDS || pair.length !== KROMA_PAIR_WORDS) {
    const expected = `${KROMA_PROOF_WORDS} and ${KROMA_PAIR_WORDS}`;
    return fault("PROOF_LENGTH", `the proof has ${proof.length} and ${pair.length} words, not ${expected}`);
  }
  if (pair.some((word) => numberOf(word) >= P))
    return fault("FIELD_ELEMENT", "a coordinate of the pair is not canonical");
  if (!block) return null;
  const computed = kromaPublicInputHash(block);
  if (equalBytes(computed, hash)) return null;
  return fault(
    "INSTANCE_MISMATCH",
    `the block's public input hashes to ${toHex(computed)}, the proof is of ${toHex(hash)}`,
  );
}
