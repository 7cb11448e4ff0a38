// Data in blobs, encoding version 0 (derivation reference, section 4.1; spec, "Ecotone derivation, blob encoding").
//
// A blob is 4096 field elements of 32 bytes whose first byte has only six usable bits. Four elements make a round: 4 x 31
// bytes and, from the 24 bits on top, three bytes more: 127. In the first round the version and a 24-bit length take four.
//
//   blobDecode(dst, blob)            the data's length, or -1 when the blob is no such encoding; dst has BLOB_ROOM bytes
//   blobEncode(blob, data, length)   the inverse; false when there is too much data

export const BLOB_BYTES: u32 = 131_072;
export const BLOB_MAX_DATA: u32 = 130_044;
/** What decoding writes at most: 1024 rounds. */
export const BLOB_ROOM: u32 = 130_048;

const ROUNDS: u32 = 1024;
const VERSION: u8 = 0;

/** First bytes of a round's four elements. */
let a: u32 = 0;
let b: u32 = 0;
let c: u32 = 0;
let d: u32 = 0;

export function blobDecode(dst: usize, blob: usize): i32 {
  if (load<u8>(blob, 1) != VERSION) return -1;
  const length = ((<u32>load<u8>(blob, 2)) << 16) | ((<u32>load<u8>(blob, 3)) << 8) | (<u32>load<u8>(blob, 4));
  if (length > BLOB_MAX_DATA) return -1;
  let out = dst;
  for (let round: u32 = 0; round < ROUNDS; round++) {
    const at = blob + <usize>round * 128;
    a = <u32>load<u8>(at);
    b = <u32>load<u8>(at, 32);
    c = <u32>load<u8>(at, 64);
    d = <u32>load<u8>(at, 96);
    if (((a | b | c | d) & 0xc0) != 0) return -1;
    const first: usize = round == 0 ? 27 : 31;
    memory.copy(out, at + 32 - first, first);
    out += first;
    store<u8>(out, <u8>((a & 0x3f) | ((b & 0x30) << 2)));
    memory.copy(out + 1, at + 33, 31);
    store<u8>(out, <u8>((b & 0x0f) | ((d & 0x0f) << 4)), 32);
    memory.copy(out + 33, at + 65, 31);
    store<u8>(out, <u8>((c & 0x3f) | ((d & 0x30) << 2)), 64);
    memory.copy(out + 65, at + 97, 31);
    out += 96;
  }
  // One encoding per data: whatever the length does not cover is zero. Each bit of the elements is some bit of the rounds.
  for (let at = dst + <usize>length; at < out; at++) {
    if (load<u8>(at) != 0) return -1;
  }
  return <i32>length;
}

/** Byte `i` of the data, zero after its end. */
let source: usize = 0;
let sourceLength: u32 = 0;
let read: u32 = 0;

function take(dst: usize, count: u32): void {
  const left = min<u32>(count, sourceLength - read);
  memory.copy(dst, source + <usize>read, <usize>left);
  memory.fill(dst + <usize>left, 0, <usize>(count - left));
  read += left;
}

function takeByte(): u32 {
  if (read >= sourceLength) return 0;
  read++;
  return <u32>load<u8>(source + <usize>(read - 1));
}

export function blobEncode(blob: usize, data: usize, length: u32): bool {
  if (length > BLOB_MAX_DATA) return false;
  source = data;
  sourceLength = length;
  read = 0;
  for (let round: u32 = 0; round < ROUNDS; round++) {
    const at = blob + <usize>round * 128;
    if (round == 0) {
      store<u8>(at, VERSION, 1);
      store<u8>(at, <u8>(length >> 16), 2);
      store<u8>(at, <u8>(length >> 8), 3);
      store<u8>(at, <u8>length, 4);
      take(at + 5, 27);
    } else {
      take(at + 1, 31);
    }
    const x = takeByte();
    take(at + 33, 31);
    const y = takeByte();
    take(at + 65, 31);
    const z = takeByte();
    take(at + 97, 31);
    store<u8>(at, <u8>(x & 0x3f));
    store<u8>(at, <u8>((y & 0x0f) | ((x & 0xc0) >> 2)), 32);
    store<u8>(at, <u8>(z & 0x3f), 64);
    store<u8>(at, <u8>(((z & 0xc0) >> 2) | ((y & 0xf0) >> 4)), 96);
  }
  return true;
}
