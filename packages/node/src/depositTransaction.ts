// The deposited transaction type, 0x7e: no signature, named by a source hash. OP Stack specification, "Deposits".
import { encodeRlp, rlpInteger } from "@assay/chain/rlp";
import { concatBytes } from "@assay/core/bytes";
import { fromHex, type Hex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";

export const DEPOSIT_TYPE = 0x7e;

export interface Deposit {
  /** 32 bytes. */
  readonly sourceHash: Uint8Array;
  readonly from: Hex;
  /** null: creates a contract. */
  readonly to: Hex | null;
  readonly mint: bigint;
  readonly value: bigint;
  readonly gas: bigint;
  readonly isSystem: boolean;
  readonly data: Uint8Array;
}

/** EIP-2718 bytes. */
export function encodeDeposit(deposit: Deposit): Uint8Array {
  const payload = encodeRlp([
    deposit.sourceHash,
    fromHex(deposit.from)!,
    deposit.to === null ? new Uint8Array(0) : fromHex(deposit.to)!,
    rlpInteger(deposit.mint),
    rlpInteger(deposit.value),
    rlpInteger(deposit.gas),
    rlpInteger(deposit.isSystem ? 1n : 0n),
    deposit.data,
  ]);
  return concatBytes(Uint8Array.of(DEPOSIT_TYPE), payload);
}

/** Domains of source hashes. */
const DOMAIN = { user: 0n, l1Attributes: 1n, upgrade: 2n } as const;

/** 32 bytes, big-endian. */
export function word(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  const integer = rlpInteger(value);
  bytes.set(integer, 32 - integer.length);
  return bytes;
}

function sourceHash(domain: bigint, inner: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(word(domain), inner));
}

/** @param logIndex of the event among all logs of the L1 block */
export function userSource(l1BlockHash: Uint8Array, logIndex: bigint): Uint8Array {
  return sourceHash(DOMAIN.user, keccak_256(concatBytes(l1BlockHash, word(logIndex))));
}

export function l1AttributesSource(l1BlockHash: Uint8Array, sequenceNumber: bigint): Uint8Array {
  return sourceHash(DOMAIN.l1Attributes, keccak_256(concatBytes(l1BlockHash, word(sequenceNumber))));
}

/** @param intent the sentence that names the upgrade transaction */
export function upgradeSource(intent: string): Uint8Array {
  return sourceHash(DOMAIN.upgrade, keccak_256(new TextEncoder().encode(intent)));
}
