// The end of a frame: what it gave back goes to the frame that called it, or becomes the message's result.
import { alloc } from "../memory/arena";
import { bufferFree } from "../memory/buffers";
import { zero32 } from "../memory/bytes";
import { Account, setCode } from "../state/account";
import { Code } from "../state/code";
import { revertTo } from "../state/journal";
import { u256FromU64 } from "../uint256/word";
import { fork } from "./environment";
import { HOMESTEAD, LONDON, SPURIOUS_DRAGON } from "./forks";
import { closeFrame, Frame, frameAt, setReturnData } from "./frame";
import { GAS_CODE_DEPOSIT_BYTE, MAX_CODE_SIZE } from "./gas";
import { EXCEPTION, STOPPED } from "./halt";
import { emptyBitmap, jumpdestBytes } from "./jumpdest";
import { wordFromAddress } from "./words";

/** The frame that the interpreter runs. */
export let currentFrame: Frame = changetype<Frame>(0);

export function setCurrentFrame(frame: Frame): void {
  currentFrame = frame;
}

/** Outcome of the outermost frame: STOPPED, REVERTED or an exceptional halt. The output lies in `outcomeBuffer`. */
export let outcome: u32 = 0;
export let outcomeGas: i64 = 0;
export let outcomeOutput: usize = 0;
export let outcomeLength: u32 = 0;
let outcomeBuffer: usize = 0;

export function setOutcome(halt: u32, gas: i64, output: usize, length: u32, buffer: usize): void {
  outcome = halt;
  outcomeGas = gas;
  outcomeOutput = output;
  outcomeLength = length;
  outcomeBuffer = buffer;
}

/** Gives back the output of the last message. */
export function clearOutcome(): void {
  if (outcomeBuffer != 0) bufferFree(outcomeBuffer);
  setOutcome(STOPPED, 0, 0, 0, 0);
}

/** For a fresh arena. */
export function resetOutcome(): void {
  setOutcome(STOPPED, 0, 0, 0, 0);
  currentFrame = changetype<Frame>(0);
}

/** The frame's bitmap of jump destinations; made on first use and kept with the code. */
export function frameJumpdests(frame: Frame): usize {
  const object = frame.codeObject;
  const length = frame.codeLength;
  let bitmap: usize = object != 0 ? changetype<Code>(object).jumpdests : 0;
  if (bitmap == 0) {
    if (object != 0) {
      bitmap = emptyBitmap(alloc(jumpdestBytes(length)), length);
      changetype<Code>(object).jumpdests = bitmap;
    } else {
      // Init code brings room for its bitmap, behind its padding.
      bitmap = emptyBitmap(frame.code + length + INIT_CODE_PADDING, length);
    }
  }
  frame.jumpdests = bitmap;
  return bitmap;
}

/** Zero bytes after init code: a PUSH32 at its end reads them, and the opcode after that is STOP. */
const INIT_CODE_PADDING: u32 = 40;

/** Bytes that init code takes with padding and bitmap. */
export function initCodeCapacity(length: u32): u32 {
  return length + INIT_CODE_PADDING + jumpdestBytes(length);
}

/** Copies init code to `target` and pads it. */
export function placeInitCode(target: usize, code: usize, length: u32): void {
  memory.copy(target, code, length);
  memory.fill(target + length, 0, INIT_CODE_PADDING);
}

/** Makes the output of init code the code of the account. Returns the gas left, negative when that fails. */
function depositCode(account: Account, gas: i64, code: usize, length: u32): i64 {
  // EIP-3541: no new code starts with 0xef. EIP-170: nor is it longer than that.
  if (fork >= LONDON && length != 0 && load<u8>(code) == 0xef) return -1;
  if (fork >= SPURIOUS_DRAGON && length > MAX_CODE_SIZE) return -1;
  const cost = GAS_CODE_DEPOSIT_BYTE * <i64>length;
  if (cost > gas) {
    // EIP-2: before Homestead a contract whose code was not paid is left without code.
    return fork >= HOMESTEAD ? -1 : gas;
  }
  if (length != 0) setCode(account, code, length);
  return gas - cost;
}

/** Ends the frame. Returns whether there is a caller to go on with, which then is the current frame. */
export function leaveFrame(frame: Frame, halt: u32, output: usize, outputLength: u32): bool {
  let gas = frame.gas;
  if (halt >= EXCEPTION) {
    gas = 0;
    outputLength = 0;
  } else if (halt == STOPPED && frame.isCreate) {
    gas = depositCode(frame.account, gas, output, outputLength);
    if (gas < 0) {
      gas = 0;
      halt = EXCEPTION;
    }
    outputLength = 0;
  }
  const succeeded = halt == STOPPED;
  if (!succeeded) revertTo(frame.snapshot);
  // The output stays where it is: the memory that it lies in goes to whoever gets it.
  const keep = outputLength != 0;
  const buffer = frame.memory;
  closeFrame(frame, keep);
  if (frame.depth == 0) {
    setOutcome(halt, gas, output, outputLength, keep ? buffer : 0);
    return false;
  }
  const parent = frameAt(frame.depth - 1);
  parent.gas += gas;
  if (!succeeded) zero32(parent.sp);
  else if (frame.isCreate) wordFromAddress(parent.sp, frame.address);
  else u256FromU64(parent.sp, 1);
  if (keep) {
    setReturnData(parent, output, outputLength, buffer);
    const copied = min(outputLength, frame.outLength);
    memory.copy(parent.memory + frame.outOffset, output, copied);
  }
  currentFrame = parent;
  return true;
}
