// The bytes of the two channels between client and host. Specification: "Pre-image communication" of the fault-proof program.
//
//   hint       client → host: length (u32, big-endian) ++ text        host → client: one byte, value ignored
//   preimage   client → host: key (32 bytes)                          host → client: length (u64, big-endian) ++ bytes

/** File descriptors at a client. A detached host finds its own ends at the same numbers: odd ones are read, even ones written. */
export const CLIENT_FD = { hintRead: 3, hintWrite: 4, preimageRead: 5, preimageWrite: 6 } as const;

/** The host's ends have the same numbers. */
export const HOST_FD = CLIENT_FD;

export const HINT_LENGTH_BYTES = 4;
export const PREIMAGE_LENGTH_BYTES = 8;
export const HINT_ACK = Uint8Array.of(0);

/** No preimage that either side knows is larger; a length beyond it is no length. */
export const MAX_PREIMAGE_BYTES = 512 * 1024 * 1024;

/** A hint as it goes over the wire. */
export function frameHint(text: string): Uint8Array {
  const bytes = Buffer.from(text, "utf8");
  const frame = new Uint8Array(HINT_LENGTH_BYTES + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length);
  frame.set(bytes, HINT_LENGTH_BYTES);
  return frame;
}

/** A preimage as it goes over the wire. */
export function framePreimage(value: Uint8Array): Uint8Array {
  const frame = new Uint8Array(PREIMAGE_LENGTH_BYTES + value.length);
  new DataView(frame.buffer).setBigUint64(0, BigInt(value.length));
  frame.set(value, PREIMAGE_LENGTH_BYTES);
  return frame;
}
