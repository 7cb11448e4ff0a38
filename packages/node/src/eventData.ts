// The data of an event whose only parameter that is not indexed is `bytes`. Solidity, "Contract ABI specification".
import { rlpToInteger } from "@assay/chain/rlp";

const HEAD = 64;

/** The byte string, or null when the data is anything but its one encoding: offset 32, length, bytes, and zeros to a full word. */
export function abiBytes(data: Uint8Array): Uint8Array | null {
  if (data.length < HEAD || rlpToInteger(data.subarray(0, 32)) !== 32n) return null;
  const length = rlpToInteger(data.subarray(32, HEAD));
  if (length > BigInt(data.length)) return null;
  const end = HEAD + Number(length);
  if (data.length !== HEAD + 32 * Math.ceil(Number(length) / 32)) return null;
  return data.subarray(end).every((byte) => byte === 0) ? data.subarray(HEAD, end) : null;
}
