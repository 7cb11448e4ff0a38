// The public values that ethrex's contracts expect of a prover, and the two hashes in them that come from messages between the layers
// (ethrex L2: OnChainProposer, "public inputs from commitment"; privileged transactions; withdrawals).
//
//   ethrexL1Values(values)       160 bytes: blocks of L1
//   encodeEthrexBatch(batch)     256 bytes and more: a batch of an ethrex L2
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { BlocksValues } from "./publicValues.ts";

const ZERO = new Uint8Array(32);

function bytes(hex: Hex, length: number): Uint8Array {
  const value = fromHex(hex);
  if (value?.length !== length) throw new InputError("FIELD_WRONG", `${hex.slice(0, 80)} is not ${length} bytes`);
  return value;
}

function word(value: bigint): Uint8Array {
  if (value < 0n || value >> 256n !== 0n) throw new InputError("FIELD_WRONG", `${value} is no 256-bit number`);
  return bytes(`0x${value.toString(16).padStart(64, "0")}`, 32);
}

const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** Initial and final state root, hash of the last block, chain id, number of transactions.
 *
 *  SOUNDNESS: these bytes have no verdict in them, so an invalid run has none. Test: packages/machine/test/publicValues.test.ts.
 *  @throws InputError FIELD_WRONG for a run that was not valid */
export function ethrexL1Values(values: BlocksValues): Uint8Array {
  if (values.verdict !== "valid")
    throw new InputError("FIELD_WRONG", "blocks found invalid have no public values there");
  return join([
    bytes(values.preStateRoot, 32),
    bytes(values.postStateRoot, 32),
    bytes(values.blockHash, 32),
    word(values.chainId),
    word(values.transactions),
  ]);
}

export interface BalanceDiff {
  readonly chainId: bigint;
  readonly value: bigint;
  readonly tokens: readonly {
    readonly l1: Hex;
    readonly source: Hex;
    readonly destination: Hex;
    readonly value: bigint;
  }[];
  readonly messageHashes: readonly Hex[];
}

export interface EthrexBatch {
  readonly initialStateRoot: Hex;
  readonly finalStateRoot: Hex;
  /** `withdrawalsRoot` of the batch's messages to L1. */
  readonly withdrawalsRoot: Hex;
  /** `rollingHash` of the batch's privileged transactions. */
  readonly depositsHash: Hex;
  /** Versioned hash of the batch's blob, zero in validium. */
  readonly blobVersionedHash: Hex;
  readonly lastBlockHash: Hex;
  readonly chainId: bigint;
  readonly nonPrivilegedTransactions: bigint;
  readonly balanceDiffs: readonly BalanceDiff[];
  /** Messages from other L2s: the contract packs the chain id as 32 bytes (ethrex's guest of early 2026: as 8, which never verifies). */
  readonly incoming: readonly { readonly chainId: bigint; readonly rollingHash: Hex }[];
}

export function encodeEthrexBatch(batch: EthrexBatch): Uint8Array {
  const address = (hex: Hex) => bytes(hex, 20);
  return join([
    bytes(batch.initialStateRoot, 32),
    bytes(batch.finalStateRoot, 32),
    bytes(batch.withdrawalsRoot, 32),
    bytes(batch.depositsHash, 32),
    bytes(batch.blobVersionedHash, 32),
    bytes(batch.lastBlockHash, 32),
    word(batch.chainId),
    word(batch.nonPrivilegedTransactions),
    ...batch.balanceDiffs.flatMap((diff) => [
      word(diff.chainId),
      word(diff.value),
      ...diff.tokens.flatMap((token) => [
        address(token.l1),
        address(token.source),
        address(token.destination),
        word(token.value),
      ]),
      ...diff.messageHashes.map((hash) => bytes(hash, 32)),
    ]),
    ...batch.incoming.flatMap(({ chainId, rollingHash }) => [word(chainId), bytes(rollingHash, 32)]),
  ]);
}

/** Privileged transactions that a batch has processed: their number (u16) and keccak-256 of their hashes without its first two bytes. */
export function rollingHash(hashes: readonly Hex[]): Hex {
  if (hashes.length === 0) return toHex(ZERO);
  if (hashes.length > 0xffff) throw new InputError("FIELD_WRONG", `${hashes.length} messages do not fit 16 bits`);
  const rolled = keccak_256(join(hashes.map((hash) => bytes(hash, 32))));
  new DataView(rolled.buffer).setUint16(0, hashes.length);
  return toHex(rolled);
}

function pair(a: Uint8Array, b: Uint8Array): Uint8Array {
  return keccak_256(join(Buffer.compare(a, b) <= 0 ? [a, b] : [b, a]));
}

/** Root of the tree of messages to L1: leaves as they are, padded to a power of two with the last one, children sorted. */
export function withdrawalsRoot(leaves: readonly Hex[]): Hex {
  if (leaves.length === 0) return toHex(ZERO);
  let row = leaves.map((leaf) => bytes(leaf, 32));
  const last = row[row.length - 1]!;
  while ((row.length & (row.length - 1)) !== 0) row.push(last);
  while (row.length > 1) row = row.filter((_, i) => i % 2 === 0).map((left, i) => pair(left, row[2 * i + 1]!));
  return toHex(row[0]!);
}
