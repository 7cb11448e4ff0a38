// From Holocene on: one channel at a time, its frames in order (derivation reference, section 5.4).
import { addFrameInOrder, Channel, dropChannel, idOf, isReady, newChannel } from "./channel";
import { sameId } from "./frame";
import { frame, nextFrame } from "./frameQueue";
import { origin } from "./l1Traversal";
import { channelTimeout, maxChannelBytes } from "./rollupConfig";
import { READY } from "./step";

/** The channel under assembly, or 0. */
let staging: usize = 0;

/** Of the last READY: the channel, which is the caller's to drop. */
export let assembledChannel: usize = 0;

export function resetAssembler(): void {
  staging = 0;
  assembledChannel = 0;
}

/** Drops the channel under assembly. */
export function flushAssembler(): void {
  if (staging != 0) dropChannel(changetype<Channel>(staging));
  staging = 0;
}

export function nextAssembledChannel(): u32 {
  if (staging != 0) {
    const c = changetype<Channel>(staging);
    if (c.openBlock + channelTimeout(origin.timestamp) < origin.number) flushAssembler();
  }
  while (true) {
    const step = nextFrame();
    if (step != READY) return step;
    if (frame.number == 0) {
      flushAssembler();
      staging = changetype<usize>(newChannel(frame.id, origin.number));
    }
    if (staging == 0) continue;
    const c = changetype<Channel>(staging);
    if (!sameId(idOf(c), frame.id) || !addFrameInOrder(c, frame)) continue;
    if (c.size > <u64>maxChannelBytes(origin.timestamp)) {
      flushAssembler();
      continue;
    }
    if (!isReady(c)) continue;
    assembledChannel = staging;
    staging = 0;
    return READY;
  }
}
