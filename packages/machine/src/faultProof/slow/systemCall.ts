// System calls of one step. Fact sheet of the fault-proof machine, sections 5 and 6.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { FAULT, MachineFault } from "../fault.ts";
import type { StepState } from "./stepState.ts";
import { MASK_64 } from "./words.ts";

/** What the L1 contract of preimages answers: up to 32 bytes of (length (u64, big-endian) ++ preimage) from an offset on, or null when
 *  nobody has proven that part. */
export type PreimagePart = (
  key: Uint8Array,
  offset: bigint,
) => { readonly bytes: Uint8Array; readonly length: number } | null;

/** Who steps: local keys are bound to it. */
export interface StepContext {
  /** 20 bytes: the dispute game. */
  readonly caller: Uint8Array;
  /** 32 bytes. */
  readonly localContext: Uint8Array;
}

const A0 = 10;
const A1 = 11;
const EBADF = 0x4dn;
const EINVAL = 0x16n;
const EACCES = 0xdn;
const MAP_ANONYMOUS = 0x20n;
const PAGE = 4096n;

/** Keys of type 1 are local to a game and a claim. */
export function localizeKey(key: Uint8Array, context: StepContext): Uint8Array {
  const words = new Uint8Array(96);
  words.set(key);
  words.set(context.caller, 32 + 12);
  words.set(context.localContext, 64);
  const localized = keccak_256(words);
  localized[0] = 1;
  return localized;
}

function writePreimageKey(state: StepState, address: bigint, count: bigint): bigint {
  const start = Number(address & 31n);
  const length = count > BigInt(32 - start) ? 32 - start : Number(count);
  const leaf = state.memory.readLeaf(address & ~31n, 1);
  const key = new Uint8Array(32);
  key.set(state.preimageKey.subarray(length));
  key.set(leaf.subarray(start, start + length), 32 - length);
  state.preimageKey = key;
  state.set("preimageOffset", 0n);
  return BigInt(length);
}

function readPreimage(
  state: StepState,
  address: bigint,
  count: bigint,
  part: PreimagePart,
  context: StepContext,
): bigint {
  const offset = state.get("preimageOffset");
  const key = state.preimageKey;
  const read = part(key[0] === 1 ? localizeKey(key, context) : key, offset);
  if (read === null) throw new MachineFault(FAULT.preimageNotRead);
  if (read.length === 0) return 0n;
  const start = Number(address & 31n);
  const room = Math.min(read.length, 32 - start);
  const length = count > BigInt(room) ? room : Number(count);
  state.memory.updateLeaf(address & ~31n, 1, (leaf) => {
    leaf.set(read.bytes.subarray(0, length), start);
  });
  state.set("preimageOffset", offset + BigInt(length));
  return BigInt(length);
}

/** [a0, a1] of fcntl. */
function fcntl(fd: bigint, command: bigint): [bigint, bigint] {
  if (command !== 1n && command !== 3n) return [MASK_64, EINVAL];
  if (fd > 6n) return [MASK_64, EBADF];
  const writes = fd === 1n || fd === 2n || fd === 4n || fd === 6n;
  return [command === 3n && writes ? 1n : 0n, 0n];
}

function mmap(state: StepState): [bigint, bigint] {
  if ((state.x(13) & MAP_ANONYMOUS) === 0n || state.x(14) !== MASK_64) return [MASK_64, EBADF];
  const hint = state.x(A0);
  if (hint !== 0n) return [hint, 0n];
  const heap = state.get("heap");
  const length = state.x(A1);
  state.set("heap", heap + length + ((PAGE - (length % PAGE)) % PAGE));
  return [heap, 0n];
}

/** [a0, a1] of the call in a7; null when it leaves them. */
function answer(state: StepState, part: PreimagePart, context: StepContext): [bigint, bigint] | null {
  const [first, second, third] = [state.x(A0), state.x(A1), state.x(12)];
  switch (state.x(17)) {
    case 93n:
    case 94n:
      state.exit(Number(first & 0xffn));
      return null;
    case 214n:
      return [1n << 30n, 0n];
    case 222n:
      return mmap(state);
    case 63n:
      if (first === 0n) return [0n, 0n];
      if (first === 3n) return [third, 0n];
      if (first === 5n) return [readPreimage(state, second, third, part, context), 0n];
      return [MASK_64, EBADF];
    case 64n:
      if (first === 1n || first === 2n || first === 4n) return [third, 0n];
      if (first === 6n) return [writePreimageKey(state, second, third), 0n];
      return [MASK_64, EBADF];
    case 25n:
      return fcntl(first, second);
    case 56n:
      return [MASK_64, EACCES];
    case 113n:
      state.memory.store(second, 16, 1337n | (42n << 64n), 1, 2);
      return [0n, 0n];
    case 220n:
      return [1n, 0n];
    case 163n:
      if (first !== 7n) throw new MachineFault(FAULT.unrecognizedResource);
      state.memory.store(second, 16, 1024n | (1024n << 64n), 1, 2);
      return [0n, 0n];
    case 261n:
    case 422n:
    case 101n:
      throw new MachineFault(FAULT.invalidSystemCall);
    default:
      return [0n, 0n];
  }
}

/** Carries out the call in a7; the program counter is the caller's. */
export function systemCall(state: StepState, part: PreimagePart, context: StepContext): void {
  const registers = answer(state, part, context);
  if (registers === null) return;
  state.setX(A0, registers[0]);
  state.setX(A1, registers[1]);
}
