// Bytes as blobs, the inverse of the core's assembly/derivation/blobCodec.ts. OP Stack specification, Ecotone, "Blob Encoding".
//
// 4096 field elements of 32 bytes, of which the first two bits must stay empty. Four elements take 127 bytes: 31 whole bytes each,
// and three more spread over the six low bits of their first bytes.
import { BLOB_BYTES } from "@assay/program/blob";

export const BLOB_DATA_BYTES = 130_044;
const ELEMENT_BYTES = 32;
const TAIL_BYTES = 31;
const ENCODING_VERSION = 0;
/** Version and length, before the data in the first element's tail. */
const HEADER_BYTES = 4;

/** @throws RangeError for data that one blob does not hold */
export function encodeBlob(data: Uint8Array): Uint8Array {
  if (data.length > BLOB_DATA_BYTES) throw new RangeError(`${data.length} bytes in a blob; ${BLOB_DATA_BYTES} fit`);
  const stream = new Uint8Array(HEADER_BYTES + BLOB_DATA_BYTES);
  new DataView(stream.buffer).setUint32(0, (ENCODING_VERSION << 24) | data.length);
  stream.set(data, HEADER_BYTES);
  const blob = new Uint8Array(BLOB_BYTES);
  let read = 0;
  for (let at = 0; at < BLOB_BYTES && read < HEADER_BYTES + data.length; at += 4 * ELEMENT_BYTES) {
    const between: number[] = [];
    for (let i = 0; i < 4; i++) {
      blob.set(stream.subarray(read, read + TAIL_BYTES), at + i * ELEMENT_BYTES + 1);
      read += TAIL_BYTES;
      if (i < 3) between.push(stream[read++] ?? 0);
    }
    const [x, y, z] = between as [number, number, number];
    blob[at] = x & 0x3f;
    blob[at + ELEMENT_BYTES] = (y & 0x0f) | ((x & 0xc0) >> 2);
    blob[at + 2 * ELEMENT_BYTES] = z & 0x3f;
    blob[at + 3 * ELEMENT_BYTES] = ((z & 0xc0) >> 2) | ((y & 0xf0) >> 4);
  }
  return blob;
}
