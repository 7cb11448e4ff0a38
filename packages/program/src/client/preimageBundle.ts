// Several preimages in one answer: the one that was asked for, and what the host thinks will be asked for next. Key (32 bytes), length
// (u32, big-endian), bytes; one after the other. Only between the two threads of one process.
import { KEY_BYTES } from "../preimage/key.ts";

const ENTRY_HEADER = KEY_BYTES + 4;

export type BundleEntry = readonly [key: Uint8Array, value: Uint8Array];

export function bundleBytes(value: Uint8Array): number {
  return ENTRY_HEADER + value.length;
}

export function writeBundle(entries: readonly BundleEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((size, [, value]) => size + bundleBytes(value), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [key, value] of entries) {
    bytes.set(key, at);
    view.setUint32(at + KEY_BYTES, value.length);
    bytes.set(value, at + ENTRY_HEADER);
    at += bundleBytes(value);
  }
  return bytes;
}

export function readBundle(bytes: Uint8Array): BundleEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: BundleEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + ENTRY_HEADER + view.getUint32(at + KEY_BYTES);
    entries.push([bytes.subarray(at, at + KEY_BYTES), bytes.subarray(at + ENTRY_HEADER, end)]);
    at = end;
  }
  return entries;
}
