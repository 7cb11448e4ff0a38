// Cycles by call path. The loop's profiling copy says where control goes; what is kept is a stack of calls that have not returned and a
// tree of the paths that led to them. A function is a number: the host has given every instruction one (FUNCTIONS), from the symbols.
//
// SOUNDNESS: the program is hostile: it recurses without end, returns to where nobody called, jumps into the middle of functions. Whatever
// it does, each cycle is booked to exactly one node (`book`), memory is bounded by the constants here, and each event costs amortised
// constant time; test: proving/profile.test.ts.
import { BUFFERS, CYCLE, REGISTERS } from "./layout";

/** Calls that have not returned: where to, the stack pointer at the call, the caller's node. */
const FRAME_BYTES: usize = 12;
const MAX_FRAMES: u32 = 1 << 16;

/** Nodes: parent, function, depth, (room), then u64 each: calls, cycles, keccak-f, multiply-adds of 256 and of 384 bits, words. */
const NODE_BYTES: usize = 64;
const PARENT: usize = 0;
const FUNCTION: usize = 4;
const DEPTH: usize = 8;
const CALLS: usize = 16;
const CYCLES: usize = 24;
const COUNTS: usize = 32;
/** Paths that are kept; what is called beyond them is kept by function alone. */
const MAX_NODES: u32 = 1 << 17;
/** As many functions as the host may name. */
const MAX_FUNCTIONS: u32 = 1 << 16;
const MAX_DEPTH: u32 = 256;
/** Parent of where a run began, and of nodes that stand for a function on any path. */
const NOBODY: u32 = 0xffff_ffff;
const ANYBODY: u32 = 0xffff_fffe;

/** From caller and function to the node: open addressing, twice as many places as nodes. */
const PLACES: u32 = MAX_NODES << 1;
/** Places that are looked at before a path counts as one too many: no program makes a call slow. */
const MAX_PROBES: u32 = 32;

const FRAMES: usize = BUFFERS;
const NODES: usize = FRAMES + <usize>MAX_FRAMES * FRAME_BYTES;
const TABLE: usize = NODES + <usize>(MAX_NODES + MAX_FUNCTIONS) * NODE_BYTES;
/** One u32 an instruction: its function, with bit 31 where the function begins. */
const FUNCTIONS: usize = TABLE + ((<usize>PLACES) << 2);

const ENTRY: u32 = 0x8000_0000;

/** The node that runs, and up to which cycle everything is booked. */
let current: usize = 0;
let booked: u64 = 0;
let nodes: u32 = 0;
let frames: u32 = 0;
/** Calls that the stack had no room for, and the node that ran before the first of them. */
let unkept: u32 = 0;
let deepest: usize = 0;

// @ts-ignore: decorator
@inline
function functionOf(instruction: u32): u32 {
  return load<u32>(FUNCTIONS + ((<usize>instruction) << 2)) & ~ENTRY;
}

// @ts-ignore: decorator
@inline
function nodeAt(index: u32): usize {
  return NODES + <usize>index * NODE_BYTES;
}

// @ts-ignore: decorator
@inline
function indexOf(node: usize): u32 {
  return <u32>((node - NODES) / NODE_BYTES);
}

// @ts-ignore: decorator
@inline
function top(): usize {
  return FRAMES + <usize>(frames - 1) * FRAME_BYTES;
}

// @ts-ignore: decorator
@inline
function stackPointer(): u32 {
  return load<u32>(REGISTERS + 8);
}

// @ts-ignore: decorator
@inline
function add(address: usize, count: u64): void {
  store<u64>(address, load<u64>(address) + count);
}

/** The node of a function on any path. */
function flat(callee: u32): usize {
  const node = nodeAt(MAX_NODES + callee);
  store<u32>(node, ANYBODY, PARENT);
  store<u32>(node, callee, FUNCTION);
  store<u32>(node, MAX_DEPTH, DEPTH);
  return node;
}

/** The node of a function called by `parent`, which is an index or NOBODY, at this depth. */
function child(parent: u32, depth: u32, callee: u32): usize {
  if (depth >= MAX_DEPTH) return flat(callee);
  let place = (parent * 0x9e3779b1) ^ (callee * 0x85ebca6b);
  place ^= place >> 15;
  for (let probe: u32 = 0; probe < MAX_PROBES; probe++, place++) {
    const at = TABLE + ((<usize>(place & (PLACES - 1))) << 2);
    const found = load<u32>(at);
    if (found != 0) {
      const node = nodeAt(found - 1);
      if (load<u32>(node, PARENT) == parent && load<u32>(node, FUNCTION) == callee) return node;
      continue;
    }
    if (nodes == MAX_NODES) return flat(callee);
    const node = nodeAt(nodes++);
    store<u32>(at, nodes);
    store<u32>(node, parent, PARENT);
    store<u32>(node, callee, FUNCTION);
    store<u32>(node, depth, DEPTH);
    return node;
  }
  return flat(callee);
}

// @ts-ignore: decorator
@inline
function childOf(node: usize, callee: u32): usize {
  return child(indexOf(node), load<u32>(node, DEPTH) + 1, callee);
}

/** The node of what the last call that has not returned is in now. */
// @ts-ignore: decorator
@inline
function calledBy(callee: u32): usize {
  if (unkept > 0) return flat(callee);
  return frames == 0 ? child(NOBODY, 0, callee) : childOf(load<usize>(top(), 8), callee);
}

/** Everything up to `now` was the current node's. */
// @ts-ignore: decorator
@inline
function book(now: u64): void {
  add(current + CYCLES, now - booked);
  booked = now;
}

/**
 * A function never runs with less stack than it was called with: calls that were made deeper in the stack have ended, though nothing
 * returned from them. So `trap` of the guests leaves everything behind that led to it.
 */
// @ts-ignore: decorator
@inline
function dropDead(): void {
  if (frames > 0 && load<u32>(top(), 4) < stackPointer()) unwind();
}

function unwind(): void {
  const callee = load<u32>(current, FUNCTION);
  const pointer = stackPointer();
  unkept = 0;
  while (frames > 0 && load<u32>(top(), 4) < pointer) frames--;
  current = calledBy(callee);
}

/** Once, before the first cycle of a profile. @param instruction index in the code of the one that is next */
export function profileStart(instruction: u32): void {
  booked = load<u64>(CYCLE);
  current = child(NOBODY, 0, functionOf(instruction));
  add(current + CALLS, 1);
}

/** A call was made. @param now cycles, with the call @param back index of the instruction behind it @param to of the one it leads to */
export function profileCall(now: u64, back: u32, to: u32): void {
  book(now);
  dropDead();
  const callee = functionOf(to);
  if (frames == MAX_FRAMES) {
    if (unkept++ == 0) deepest = current;
    current = flat(callee);
  } else {
    const caller = current;
    frames++;
    const frame = top();
    store<u32>(frame, back);
    store<u32>(frame, stackPointer(), 4);
    store<usize>(frame, caller, 8);
    current = childOf(caller, callee);
  }
  add(current + CALLS, 1);
}

/** A jump that is neither call nor return: into another function it is a tail call, which takes the place of the one that makes it. */
// @ts-ignore: decorator
@inline
export function profileJump(now: u64, to: u32): void {
  const mark = load<u32>(FUNCTIONS + ((<usize>to) << 2));
  if ((mark & ~ENTRY) != load<u32>(current, FUNCTION)) intoOther(now, mark);
}

function intoOther(now: u64, mark: u32): void {
  book(now);
  dropDead();
  current = calledBy(mark & ~ENTRY);
  if (mark & ENTRY) add(current + CALLS, 1);
}

/** A jump to where the return address register said. */
export function profileReturn(now: u64, to: u32): void {
  const pointer = stackPointer();
  if (unkept > 0 && load<u32>(top(), 4) >= pointer) {
    book(now);
    current = --unkept > 0 ? flat(functionOf(to)) : deepest;
    return;
  }
  while (frames > 0) {
    const frame = top();
    const isIt = load<u32>(frame) == to;
    if (!isIt && load<u32>(frame, 4) >= pointer) break;
    book(now);
    unkept = 0;
    current = load<usize>(frame, 8);
    frames--;
    if (isIt) return;
  }
  profileJump(now, to);
}

/** Books everything up to the cycle that the machine is at. */
export function profileFlush(): void {
  book(load<u64>(CYCLE));
}

/** @param which 0 keccak-f, 1 and 2 multiply-adds of 256 and 384 bits, 3 words moved */
export function profileCount(which: u32, count: u32): void {
  add(current + COUNTS + ((<usize>which) << 3), <u64>count);
}

/** For the host: nodes of paths; those of functions on any path follow from `maxNodes` on, unused ones have no cycles and no calls. */
export function profileNodes(): usize {
  return NODES;
}

export function profileNodeCount(): u32 {
  return nodes;
}

export function profileMaxNodes(): u32 {
  return MAX_NODES;
}

/** For the host, which writes the functions there. */
export function profileFunctions(): usize {
  return FUNCTIONS;
}
