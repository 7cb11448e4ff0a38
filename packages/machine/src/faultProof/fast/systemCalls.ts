// System calls of the fast machine, one step each. Fact sheet of the fault-proof machine, sections 5 and 6.
import { FAULT } from "../fault.ts";
import type { FastMemory } from "./memory.ts";

/** What a system call may touch. */
export interface CallContext {
  readonly memory: FastMemory;
  register(index: number): bigint;
  heap: bigint;
  preimageKey: Uint8Array;
  preimageOffset: bigint;
  exit(code: number): void;
  /** Length (u64, big-endian) ++ preimage. */
  preimage(): Uint8Array;
  hint(address: bigint, count: bigint): void;
  log(fd: 1 | 2, bytes: Uint8Array): void;
  /** @throws MachineFault */
  fault(code: number): never;
}

/** [a0, a1] afterwards, or null when they stay. */
export type CallResult = readonly [bigint, bigint] | null;

const MINUS_ONE = (1n << 64n) - 1n;
const LEAF = 32n;
const BAD_DESCRIPTOR: CallResult = [MINUS_ONE, 0x4dn];
const DONE: CallResult = [0n, 0n];
/** More of one write to standard output is not shown; the program does not notice. */
const MAX_LOG_BYTES = 1 << 18;

/** Numbers of Linux on RISC-V that do anything at all. */
export const CALL = {
  fcntl: 25n,
  openat: 56n,
  read: 63n,
  write: 64n,
  exit: 93n,
  exitGroup: 94n,
  nanosleep: 101n,
  clockGettime: 113n,
  getrlimit: 163n,
  brk: 214n,
  clone: 220n,
  mmap: 222n,
  prlimit64: 261n,
  futex: 422n,
} as const;

export const FD = { hintRead: 3n, hintWrite: 4n, preimageRead: 5n, preimageWrite: 6n } as const;
export const RLIMIT_NOFILE = 7n;

/** No access of the preimage channel leaves the leaf that it begins in. */
function withinLeaf(address: bigint, count: bigint): number {
  const room = LEAF - (address % LEAF);
  return Number(count < room ? count : room);
}

function readPreimage(machine: CallContext, address: bigint, count: bigint): CallResult {
  const value = machine.preimage();
  const offset = machine.preimageOffset;
  // Nobody can prove a part behind the end, so the contract could not go on either.
  if (offset >= BigInt(value.length)) machine.fault(FAULT.preimageNotRead);
  const length = Math.min(withinLeaf(address, count), value.length - Number(offset));
  machine.memory.write(address, value.subarray(Number(offset), Number(offset) + length));
  machine.preimageOffset = BigInt.asUintN(64, offset + BigInt(length));
  return [BigInt(length), 0n];
}

function writePreimageKey(machine: CallContext, address: bigint, count: bigint): CallResult {
  const bytes = machine.memory.read(address, withinLeaf(address, count));
  const key = new Uint8Array(32);
  key.set(machine.preimageKey.subarray(bytes.length));
  key.set(bytes, 32 - bytes.length);
  machine.preimageKey = key;
  machine.preimageOffset = 0n;
  return [BigInt(bytes.length), 0n];
}

function write(machine: CallContext, fd: bigint, address: bigint, count: bigint): CallResult {
  switch (fd) {
    case 1n:
    case 2n: {
      const shown = count < BigInt(MAX_LOG_BYTES) ? Number(count) : MAX_LOG_BYTES;
      machine.log(fd === 1n ? 1 : 2, machine.memory.read(address, shown));
      return [count, 0n];
    }
    case FD.hintWrite:
      machine.hint(address, count);
      return [count, 0n];
    case FD.preimageWrite:
      return writePreimageKey(machine, address, count);
    default:
      return BAD_DESCRIPTOR;
  }
}

function read(machine: CallContext, fd: bigint, address: bigint, count: bigint): CallResult {
  switch (fd) {
    case 0n:
      return DONE;
    case FD.hintRead:
      // The host's one byte is taken for read, whatever it is.
      return [count, 0n];
    case FD.preimageRead:
      return readPreimage(machine, address, count);
    default:
      return BAD_DESCRIPTOR;
  }
}

function mmap(machine: CallContext, address: bigint, length: bigint, flags: bigint, fd: bigint): CallResult {
  const isAnonymous = (flags & 0x20n) !== 0n && fd === MINUS_ONE;
  if (!isAnonymous) return BAD_DESCRIPTOR;
  if (address !== 0n) return [address, 0n];
  const start = machine.heap;
  machine.heap = BigInt.asUintN(64, start + ((length + 4095n) & ~4095n));
  return [start, 0n];
}

function fcntl(fd: bigint, command: bigint): CallResult {
  const isGetFlags = command === 3n;
  if (!isGetFlags && command !== 1n) return [MINUS_ONE, 0x16n];
  if (fd > 6n) return BAD_DESCRIPTOR;
  // 1 and 2, and the even ones of the channels, are written to.
  const isWritten = fd === 1n || (fd !== 0n && fd % 2n === 0n);
  return [isGetFlags && isWritten ? 1n : 0n, 0n];
}

function pairOfWords(machine: CallContext, address: bigint, first: bigint, second: bigint): CallResult {
  const words = new BigUint64Array([first, second]);
  machine.memory.write(address, new Uint8Array(words.buffer));
  return DONE;
}

/** Carries out what a7 asks for. @throws MachineFault, and what the oracle throws */
export function systemCall(machine: CallContext): CallResult {
  const [a0, a1, a2] = [machine.register(10), machine.register(11), machine.register(12)];
  switch (machine.register(17)) {
    case CALL.exit:
    case CALL.exitGroup:
      machine.exit(Number(a0 & 0xffn));
      return null;
    case CALL.brk:
      return [1n << 30n, 0n];
    case CALL.mmap:
      return mmap(machine, a0, a1, machine.register(13), machine.register(14));
    case CALL.read:
      return read(machine, a0, a1, a2);
    case CALL.write:
      return write(machine, a0, a1, a2);
    case CALL.fcntl:
      return fcntl(a0, a1);
    case CALL.openat:
      return [MINUS_ONE, 0xdn];
    case CALL.clockGettime:
      return pairOfWords(machine, a1, 1337n, 42n);
    case CALL.clone:
      return [1n, 0n];
    case CALL.getrlimit:
      if (a0 !== RLIMIT_NOFILE) machine.fault(FAULT.unrecognizedResource);
      return pairOfWords(machine, a1, 1024n, 1024n);
    case CALL.prlimit64:
    case CALL.futex:
    case CALL.nanosleep:
      return machine.fault(FAULT.invalidSystemCall);
    default:
      return DONE;
  }
}
