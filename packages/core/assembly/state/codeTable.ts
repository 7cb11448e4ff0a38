// Contract codes by hash.
//
//   class Code                   data (followed by at least CODE_PADDING zero bytes), length, jumpdests, hash
//   codeByHash(hash): Code       missing => incomplete(WITNESS_CODE_MISSING, hash)
//   internCode(ptr, length)      the Code of these bytes (a copy), for setCode
//   EMPTY_CODE_HASH              address of keccak-256 of nothing
//   code.isNew                   deployed in this run, and the witness did not hold it
import { WITNESS_CODE_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { alloc, allocZeroed } from "../memory/arena";
import { copy32, equal32 } from "../memory/bytes";
import { WITNESS_CODE, witnessFind, witnessHas } from "../witness/index";


@unmanaged
export class Code {
  hash0: u64;
  hash1: u64;
  hash2: u64;
  hash3: u64;
  /** The code, followed by zero bytes, so that an immediate or an implicit STOP can be read without a check. */
  data: usize;
  length: u32;
  /** The EVM's bitmap of jump destinations; 0 until it made one. */
  jumpdests: usize;
  /** Whether it was deployed in this run and the witness does not hold it. */
  isNew: bool;
  /** The new code made before. */
  olderNew: usize;
  next: usize;
  /** Already in the output that is being written. */
  listed: bool;
}

/** Zero bytes after the last byte of a code. */
export const CODE_PADDING: u32 = 64;

/** keccak-256 of the empty string. */
export const EMPTY_CODE_HASH: usize = memory.data<u8>(
  [
    0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7, 0x03, 0xc0, 0xe5, 0x00, 0xb6,
    0x53, 0xca, 0x82, 0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70,
  ],
  8,
);

const SIZE: u32 = 1024;
/** Buckets by the first bytes of the hash, each a list. */
let buckets: usize = 0;
let empty: usize = 0;
/** The new codes, linked by `olderNew`. */
export let lastNewCode: usize = 0;

const HASH: usize = memory.data(32, 8);

export function resetCodes(): void {
  buckets = 0;
  empty = 0;
  lastNewCode = 0;
}

/** The 32-byte hash of a code. */
// @ts-ignore: decorator
@inline
export function codeHash(code: Code): usize {
  return changetype<usize>(code) + offsetof<Code>("hash0");
}

/** Address of the bucket of `hash`. */
function bucketOf(hash: usize): usize {
  if (buckets == 0) buckets = allocZeroed((<usize>SIZE) << 2);
  return buckets + ((<usize>(load<u32>(hash) & (SIZE - 1))) << 2);
}

function find(bucket: usize, hash: usize): usize {
  let code = <usize>load<u32>(bucket);
  while (code != 0 && !equal32(codeHash(changetype<Code>(code)), hash)) code = changetype<Code>(code).next;
  return code;
}

function make(bucket: usize, hash: usize, ptr: usize, length: u32): Code {
  const code = changetype<Code>(allocZeroed(offsetof<Code>()));
  copy32(codeHash(code), hash);
  code.data = alloc(<usize>length + <usize>CODE_PADDING);
  memory.copy(code.data, ptr, length);
  memory.fill(code.data + length, 0, CODE_PADDING);
  code.length = length;
  code.next = load<u32>(bucket);
  store<u32>(bucket, <u32>changetype<usize>(code));
  return code;
}

/** The Code of no bytes. */
export function emptyCode(): Code {
  if (empty == 0) empty = changetype<usize>(make(bucketOf(EMPTY_CODE_HASH), EMPTY_CODE_HASH, 0, 0));
  return changetype<Code>(empty);
}

/** The code with the 32-byte `hash`, from this run or the witness. */
export function codeByHash(hash: usize): Code {
  if (equal32(hash, EMPTY_CODE_HASH)) return emptyCode();
  const bucket = bucketOf(hash);
  const found = find(bucket, hash);
  if (found != 0) return changetype<Code>(found);
  const entry = witnessFind(hash, WITNESS_CODE);
  if (changetype<usize>(entry) == 0) incomplete(WITNESS_CODE_MISSING, hash);
  return make(bucket, hash, entry.data, entry.length);
}

/** The Code of the `length` bytes at `ptr`. */
export function internCode(ptr: usize, length: u32): Code {
  if (length == 0) return emptyCode();
  keccak256(HASH, ptr, length);
  const bucket = bucketOf(HASH);
  const found = find(bucket, HASH);
  if (found != 0) return changetype<Code>(found);
  const code = make(bucket, HASH, ptr, length);
  code.isNew = !witnessHas(HASH);
  if (code.isNew) {
    code.olderNew = lastNewCode;
    lastNewCode = changetype<usize>(code);
  }
  return code;
}
