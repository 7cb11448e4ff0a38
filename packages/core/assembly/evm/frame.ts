// The call stack: one frame per depth, in one array, each with a 32 KiB operand stack that is allocated when that depth
// is first reached. A call suspends its frame and the interpreter goes on with the next: no host recursion.
import { alloc } from "../memory/arena";
import { bufferFree } from "../memory/buffers";
import { Account } from "../state/account";
import { MAX_DEPTH } from "./gas";

/** EVM words on a full stack. */
export const STACK_LIMIT: u32 = 1024;
export const STACK_BYTES: usize = 32 * 1024;


@unmanaged
export class Frame {
  /** Value of CALLVALUE; first, so that the frame's address is its address. */
  value0: u64;
  value1: u64;
  value2: u64;
  value3: u64;
  gas: i64;
  /** Bytes of active memory, a multiple of 32. */
  memorySize: u64;
  /** Buffer of the memory, 0 while it is empty. */
  memory: usize;
  /** Address of the next opcode. */
  pc: usize;
  /** The stack grows down: `sp` is the address of the top word, `stackEnd` that of the end of the bottom word. */
  sp: usize;
  stackEnd: usize;
  /** Lowest address of the operand stack; stays with the depth from one frame to the next. */
  stackBase: usize;
  /** Code under execution, padded with zeros; the bitmap of its jump destinations, 0 until one is needed. */
  code: usize;
  codeLength: u32;
  jumpdests: usize;
  /** The Code object, 0 for init code. */
  codeObject: usize;
  /** Buffer to give back with the frame: init code. */
  codeBuffer: usize;
  /** The account whose storage and balance the code works on, and its 20-byte address. */
  account: Account;
  address: usize;
  caller: usize;
  input: usize;
  inputLength: u32;
  /** What the last call of this frame gave back, and the buffer it lies in (0 none). */
  returnData: usize;
  returnLength: u32;
  returnBuffer: usize;
  /** Where in the parent's memory the output goes. */
  outOffset: u32;
  outLength: u32;
  depth: u32;
  snapshot: u32;
  isStatic: bool;
  isCreate: bool;
}

const FRAME_SIZE: usize = (offsetof<Frame>() + 15) & ~15;
/** Bytes between two operand stacks, so that those of neighbouring depths do not share cache sets. */
const STACK_GAP: usize = 192;

let frames: usize = 0;
/** How many of them were opened before: the others are memory as it was found. */
let opened: u32 = 0;

export function frameAt(depth: u32): Frame {
  if (frames == 0) {
    frames = alloc(FRAME_SIZE * (<usize>MAX_DEPTH + 1));
    opened = 0;
  }
  return changetype<Frame>(frames + <usize>depth * FRAME_SIZE);
}

/** The frame for `depth`, empty but for what the caller sets next: gas, code, account, address, caller, value, input. */
export function openFrame(depth: u32): Frame {
  const frame = frameAt(depth);
  // Depths are reached one after the other.
  if (depth >= opened) {
    opened = depth + 1;
    memory.fill(changetype<usize>(frame), 0, FRAME_SIZE);
    frame.stackBase = alloc(STACK_BYTES + STACK_GAP);
    frame.depth = depth;
  }
  frame.stackEnd = frame.stackBase + STACK_BYTES;
  frame.sp = frame.stackEnd;
  frame.memory = 0;
  frame.memorySize = 0;
  frame.codeBuffer = 0;
  frame.returnData = 0;
  frame.returnLength = 0;
  frame.returnBuffer = 0;
  frame.outOffset = 0;
  frame.outLength = 0;
  return frame;
}

/** Sets what the frame executes. `bitmap` may be 0. */
// @ts-ignore: decorator
@inline
export function setFrameCode(frame: Frame, code: usize, length: u32, bitmap: usize, object: usize): void {
  frame.code = code;
  frame.codeLength = length;
  frame.jumpdests = bitmap;
  frame.codeObject = object;
  frame.pc = code;
}

/** Forgets what the frame's last call gave back. */
// @ts-ignore: decorator
@inline
export function clearReturnData(frame: Frame): void {
  if (frame.returnBuffer != 0) {
    bufferFree(frame.returnBuffer);
    frame.returnBuffer = 0;
  }
  frame.returnLength = 0;
}

/** Makes `length` bytes at `data`, which lie in `buffer`, what the frame's last call gave back. */
// @ts-ignore: decorator
@inline
export function setReturnData(frame: Frame, data: usize, length: u32, buffer: usize): void {
  frame.returnData = data;
  frame.returnLength = length;
  frame.returnBuffer = buffer;
}

/** Gives back every buffer of the frame but its memory when `keepMemory`. */
export function closeFrame(frame: Frame, keepMemory: bool): void {
  if (frame.memory != 0 && !keepMemory) bufferFree(frame.memory);
  if (frame.codeBuffer != 0) bufferFree(frame.codeBuffer);
  clearReturnData(frame);
}

export function resetFrames(): void {
  frames = 0;
}
