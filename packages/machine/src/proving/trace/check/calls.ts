// Environment calls in a trace: docs/guests.md, "Environment calls". What comes from descriptors 3 and 5 is the host's word: the program
// itself checks preimages against their keys, and nothing else about them is checked here.
import { columnsOf, SLOT } from "../families.ts";
import { checkKeccakF, checkMultiplyAdd } from "./accelerators.ts";
import type { MemoryCells, RegisterCells } from "./cells.ts";
import type { ChannelCells } from "./channels.ts";
import { demand, hex, reject } from "./rejection.ts";
import type { Cursors } from "./rows.ts";

const CALL = {
  read: 63,
  write: 64,
  exit: 93,
  mmap: 222,
  commit: 1024,
  keccakF: 1025,
  multiplyAdd256: 1026,
  multiplyAdd384: 1027,
} as const;
const MOST_MOVED = 2 ** 20;
const MOST_PUBLIC = 2 ** 20;
const KEY_BYTES = 32;
const DIGEST_BYTES = 32;
const READABLE = new Set([0, 3, 5]);
const WRITABLE = new Set([1, 2, 4, 6]);
const COLUMNS = columnsOf("call");
const TRANSFER = columnsOf("transferWord");
const [A0, A7] = [10, 17];

const byteOf = (word: number, address: number) => (word >>> (8 * (address & 3))) & 255;

export class CallChecker {
  readonly #registers: RegisterCells;
  readonly #memory: MemoryCells;
  readonly #cursors: Cursors;
  readonly #channels: ChannelCells;
  /** With its length; null when it is not known. */
  readonly #input: Uint8Array | null;

  constructor(
    registers: RegisterCells,
    memory: MemoryCells,
    cursors: Cursors,
    channels: ChannelCells,
    input: Uint8Array | null,
  ) {
    this.#registers = registers;
    this.#memory = memory;
    this.#cursors = cursors;
    this.#channels = channels;
    this.#input = input;
  }

  /** The words of a transfer, one row each. `visit` gets every byte of the range, as it was and as it is. */
  #transfer(
    address: number,
    length: number,
    clock: number,
    isRead: boolean,
    visit: (address: number, byte: number) => void,
  ): void {
    if (length > 0 && address + length > 0x8000_0000)
      reject("call", `${length} bytes at ${hex(address)} are not in memory`);
    const cursor = this.#cursors.transferWord;
    const end = address + length;
    for (let word = length === 0 ? end : address - (address & 3); word < end; word += 4) {
      const at = cursor.take(clock);
      const row = cursor.words;
      demand("call", "the column", "address", row[at + TRANSFER["address"]!]!, word);
      const before = row[at + TRANSFER["memoryBefore"]!]!;
      const after = row[at + TRANSFER["memoryAfter"]!]!;
      if (isRead) this.#memory.demandWritable(word);
      else demand("call", "the column", "memoryAfter", after, before);
      for (let byte = word; byte < word + 4; byte++) {
        if (byte >= address && byte < end) visit(byte, byteOf(after, byte));
        else demand("call", "outside the range the byte at", byte, byteOf(after, byte), byteOf(before, byte));
      }
      this.#memory.access(word, before, after, row[at + TRANSFER["memoryClock"]!]!, clock + SLOT.memory);
    }
  }

  #read(fd: number, address: number, asked: number, moved: number, clock: number): void {
    if (!READABLE.has(fd)) reject("call", `nothing can be read from ${fd}`);
    if (moved > Math.min(asked, MOST_MOVED)) reject("call", `${moved} bytes where ${asked} were asked for`);
    const from = this.#channels.inputRead;
    const input = fd === 0 ? this.#input : null;
    if (input) demand("call", "the number of", "bytes read", moved, Math.min(asked, MOST_MOVED, input.length - from));
    this.#transfer(address, moved, clock, true, (at, byte) => {
      if (input) demand("call", "in the input byte", from + at - address, byte, input[from + at - address]!);
    });
    if (fd === 0) this.#channels.inputRead += moved;
  }

  #write(fd: number, address: number, asked: number, moved: number, clock: number): void {
    if (!WRITABLE.has(fd)) reject("call", `nothing can be written to ${fd}`);
    const most = Math.min(asked, MOST_MOVED);
    if (fd !== 6) demand("call", "the number of", "bytes written", moved, most);
    else if (moved > Math.min(most, KEY_BYTES) || (moved === 0 && asked !== 0))
      reject("call", `${moved} bytes of a key`);
    if (fd === 1 && this.#channels.publicWritten + moved > MOST_PUBLIC)
      reject("call", `more than ${MOST_PUBLIC} bytes of public output`);
    this.#transfer(address, moved, clock, false, (_, byte) => {
      if (fd === 1) this.#channels.writePublic(byte);
    });
  }

  #commit(address: number, clock: number): void {
    if (this.#channels.digest) reject("call", "a second commitment");
    if (address & 3) reject("call", `a digest at ${hex(address)}`);
    const digest = new Uint8Array(DIGEST_BYTES);
    this.#transfer(address, DIGEST_BYTES, clock, false, (at, byte) => {
      digest[at - address] = byte;
    });
    this.#channels.digest = digest;
  }

  /** What a0 has to be afterwards. */
  #answer(number: number, a0: number, args: readonly number[], answered: number, clock: number): number {
    const [a1, a2] = args as [number, number];
    switch (number) {
      case CALL.read:
        this.#read(a0, a1, a2, answered, clock);
        return answered;
      case CALL.write:
        this.#write(a0, a1, a2, answered, clock);
        return answered;
      case CALL.exit:
        this.#channels.halted = true;
        this.#channels.exitCode = a0;
        return a0;
      case CALL.mmap:
        return 0;
      case CALL.commit:
        this.#commit(a0, clock);
        return 0;
      case CALL.keccakF:
        checkKeccakF(this.#memory, this.#cursors.keccakF, a0, clock);
        return 0;
      case CALL.multiplyAdd256:
        checkMultiplyAdd(this.#memory, this.#cursors.multiplyAdd256, [a0, ...args], clock);
        return 0;
      case CALL.multiplyAdd384:
        checkMultiplyAdd(this.#memory, this.#cursors.multiplyAdd384, [a0, ...args], clock);
        return 0;
      default:
        return reject("call", `${number} is no call`);
    }
  }

  /** @param at where the row of the call begins */
  check(row: Uint32Array, at: number, pc: number, word: number, clock: number): void {
    const column = (name: string) => row[at + COLUMNS[name]!]!;
    demand("instruction", "the column", "pc", column("pc"), pc);
    demand("instruction", "the instruction at", pc, column("word"), word);
    const read = (name: string, register: number) => {
      const value = column(name);
      this.#registers.access(register, value, value, column(`${name}Clock`), clock + SLOT.argument);
      return value;
    };
    const number = read("a7", A7);
    const args = [1, 2, 3, 4].map((i) => read(`a${i}`, A0 + i));
    const [before, after] = [column("a0Before"), column("a0After")];
    this.#registers.access(A0, before, after, column("a0Clock"), clock + SLOT.rd);
    demand("call", "the column", "a0After", after, this.#answer(number, before, args, after, clock));
  }
}
