// Channels cut into frames, and frames put into what one transaction carries. OP Stack specification, "Frame Format".
import { concatBytes } from "@assay/core/bytes";

export const CHANNEL_ID_BYTES = 16;
/** Identifier, number, length and the flag of the last frame. */
export const FRAME_OVERHEAD_BYTES = CHANNEL_ID_BYTES + 2 + 4 + 1;
export const MAX_FRAME_DATA_BYTES = 1_000_000;
const MAX_FRAMES = 65_536;
/** The version of what a batcher transaction carries. */
const DERIVATION_VERSION = Uint8Array.of(0);

export interface Frame {
  readonly channel: Uint8Array;
  readonly number: number;
  readonly data: Uint8Array;
  readonly isLast: boolean;
}

/** Cuts a channel into frames of at most `frameBytes`, overhead included. @throws RangeError when they would be too many */
export function cutFrames(channel: Uint8Array, content: Uint8Array, frameBytes: number): Frame[] {
  const room = Math.min(frameBytes - FRAME_OVERHEAD_BYTES, MAX_FRAME_DATA_BYTES);
  if (channel.length !== CHANNEL_ID_BYTES) throw new RangeError(`a channel identifier of ${channel.length} bytes`);
  if (room < 1) throw new RangeError(`frames of ${frameBytes} bytes hold nothing`);
  const count = Math.max(1, Math.ceil(content.length / room));
  if (count > MAX_FRAMES) throw new RangeError(`a channel of ${count} frames; ${MAX_FRAMES} are the most`);
  return Array.from({ length: count }, (_, number) => ({
    channel,
    number,
    data: content.subarray(number * room, (number + 1) * room),
    isLast: number === count - 1,
  }));
}

export function encodeFrame(frame: Frame): Uint8Array {
  const numbers = new Uint8Array(6);
  const view = new DataView(numbers.buffer);
  view.setUint16(0, frame.number);
  view.setUint32(2, frame.data.length);
  return concatBytes(frame.channel, numbers, frame.data, Uint8Array.of(frame.isLast ? 1 : 0));
}

/** What one transaction's call data, or one blob, carries. */
export function encodePayload(frames: readonly Frame[]): Uint8Array {
  return concatBytes(DERIVATION_VERSION, ...frames.map(encodeFrame));
}
