// Environment calls that the host carries out, one cycle each; keccak-f and multiply-add are the module's (docs/guests.md, "Environment
// calls").
//
// SOUNDNESS: number, descriptor, address and length are the program's. What is moved lies in memory, or it is a fault and nothing has
// moved; test: calls.test.ts.
import type { Channels } from "./channels.ts";
import type { ProvingFaultName } from "./fault.ts";
import { ProvingMemory } from "./memory.ts";

export const CALL = {
  read: 63,
  write: 64,
  exit: 93,
  mmap: 222,
  commit: 1024,
  keccakF: 1025,
  multiplyAdd256: 1026,
  multiplyAdd384: 1027,
} as const;

const [A0, A1, A2, A7] = [10, 11, 12, 17];
/** That a call moves at once; the program asks again. */
export const MAX_MOVED = 1024 * 1024;
const DIGEST_BYTES = 32;
const NOT_DONE = 0xffff_ffff;

/** What a call may touch. */
export interface CallContext {
  readonly memory: ProvingMemory;
  readonly channels: Channels;
  readonly hasAccelerators: boolean;
  register(index: number): number;
  exit(code: number): void;
  countWords(words: number): void;
  /** Puts bytes into memory. @throws ProvingFault, InputError MACHINE_OUT_OF_MEMORY */
  put(address: number, bytes: Uint8Array): void;
  /** @throws ProvingFault */
  fault(name: ProvingFaultName, value: number): never;
}

/** A view of what the program gives. */
function given(context: CallContext, address: number, length: number): Uint8Array {
  if (!context.memory.has(address, length)) context.fault("addressOutOfRange", address);
  return context.memory.view(address, length);
}

function read(context: CallContext, fd: number, address: number, length: number): number {
  const bytes = context.channels.peek(fd, Math.min(length, MAX_MOVED));
  if (!bytes) return context.fault("badDescriptor", fd);
  if (!context.memory.has(address, bytes.length)) context.fault("addressOutOfRange", address);
  context.put(address, bytes);
  context.channels.take(fd, bytes.length);
  context.countWords(ProvingMemory.words(address, bytes.length));
  return bytes.length;
}

function write(context: CallContext, fd: number, address: number, length: number): number {
  const moved = context.channels.room(fd, Math.min(length, MAX_MOVED));
  if (moved === null) return context.fault("badDescriptor", fd);
  if (!context.channels.write(fd, given(context, address, moved))) context.fault("badArgument", length);
  context.countWords(ProvingMemory.words(address, moved));
  return moved;
}

function commit(context: CallContext, address: number): number {
  if (address % 4) context.fault("misalignedAccess", address);
  if (!context.channels.commit(given(context, address, DIGEST_BYTES))) context.fault("committedTwice", address);
  return 0;
}

/** What a0 is afterwards. @throws ProvingFault, InputError: nothing has happened then */
export function environmentCall(context: CallContext): number {
  const [number, a0] = [context.register(A7), context.register(A0)];
  switch (number) {
    case CALL.read:
      return read(context, a0, context.register(A1), context.register(A2));
    case CALL.write:
      return write(context, a0, context.register(A1), context.register(A2));
    case CALL.exit:
      context.exit(a0);
      return a0;
    case CALL.mmap:
      return 0;
    case CALL.commit:
      return commit(context, a0);
    case CALL.keccakF:
    case CALL.multiplyAdd256:
    case CALL.multiplyAdd384:
      if (context.hasAccelerators) break;
      return NOT_DONE;
  }
  return context.fault("unknownCall", number);
}
