// Addresses of new contracts.
import { keccak256 } from "../hash/keccak";
import { copy20, copy32, reverse32 } from "../memory/bytes";
import { rlpWriteU64 } from "../rlp/write";

/** [address, nonce] as RLP is at most 1 + 21 + 9 bytes; 0xff, address, salt and hash are 85. */
const BUFFER: usize = memory.data(96, 8);
const HASH: usize = memory.data(32, 8);

/** CREATE: the last 20 bytes of keccak-256 of the RLP list of sender and nonce (Yellow Paper, 7). */
export function createAddress(target: usize, sender: usize, nonce: u64): void {
  store<u8>(BUFFER, 0x94, 1);
  copy20(BUFFER + 2, sender);
  const end = rlpWriteU64(BUFFER + 22, nonce);
  const length = <u32>(end - BUFFER);
  store<u8>(BUFFER, 0xc0 + length - 1);
  keccak256(HASH, BUFFER, length);
  copy20(target, HASH + 12);
}

/** CREATE2: of 0xff, sender, salt (a word) and keccak-256 of the init code (EIP-1014). */
export function create2Address(target: usize, sender: usize, salt: usize, initCodeHash: usize): void {
  store<u8>(BUFFER, 0xff);
  copy20(BUFFER + 1, sender);
  reverse32(BUFFER + 21, salt);
  copy32(BUFFER + 53, initCodeHash);
  keccak256(HASH, BUFFER, 85);
  copy20(target, HASH + 12);
}
