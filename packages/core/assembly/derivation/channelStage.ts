// Complete channels, from the bank before Holocene and from the assembler after it, and the switch between the two.
import { assembledChannel, flushAssembler, nextAssembledChannel, resetAssembler } from "./channelAssembler";
import { bankChannel, emptyBank, nextBankChannel, resetBank } from "./channelBank";
import { emptyFrameQueue, resetFrameQueue } from "./frameQueue";
import { origin } from "./l1Traversal";
import { HOLOCENE, isActive } from "./rollupConfig";

/** Of the last READY: the channel, which is the caller's to drop. */
export let completeChannel: usize = 0;

let isHolocene: bool = false;

export function resetChannelStage(): void {
  completeChannel = 0;
  isHolocene = false;
  resetBank();
  resetAssembler();
  resetFrameQueue();
}

/** Begins in the rules of the origin. */
export function startChannelStage(): void {
  resetChannelStage();
  isHolocene = isActive(HOLOCENE, origin.timestamp);
}

/** At the first L1 block of Holocene everything that was begun is forgotten. */
export function activateHoloceneChannels(): void {
  emptyBank();
  emptyFrameQueue();
  isHolocene = true;
}

export function nextChannel(): u32 {
  const step = isHolocene ? nextAssembledChannel() : nextBankChannel();
  completeChannel = isHolocene ? assembledChannel : bankChannel;
  return step;
}

export function flushChannelStage(): void {
  if (isHolocene) flushAssembler();
}
