// Checks a trace: each segment by itself, and that it goes on where the one before it has ended. The plain form of what a proof will say,
// and what the constraints of a prover are compared with.
//
//   const checker = new TraceChecker(program, { input });
//   const problem = checker.check(segment);
//
// SOUNDNESS: nothing of a segment is believed, wherever it comes from. It is executed again from the program's own bytes; every value read has to be
// the last one written, in this segment or those before it. Tests: trace/tampering.test.ts, trace/hostile.test.ts.
import { createHash } from "node:crypto";
import { MEMORY_END, PAGE_BYTES, type ProvingProgram } from "../../program.ts";
import type { SegmentState, TouchedPage, TraceSegment } from "../segment.ts";
import { framedInput, sameBytes } from "./channels.ts";
import { hex, Rejection, reject, type TracePlace, type TraceRule } from "./rejection.ts";
import { Replay, type ReplayContext } from "./replay.ts";

export interface TraceProblem extends TracePlace {
  readonly rule: TraceRule;
  readonly segment: number;
  readonly message: string;
}

/** Where a trace begins that does not begin with the program. */
export interface TraceStart {
  readonly state: SegmentState;
  /** 1,024 words; it may be a view. */
  readonly page: (index: number) => Uint32Array;
}

export interface CheckOptions {
  /** Without its length. When it is not given, whatever was read is taken for it. */
  readonly input?: Uint8Array;
  readonly start?: TraceStart;
}

/** Where the stack begins: docs/proving-machine.md, "State". */
const STACK = MEMORY_END - 16;

function firstState(program: ProvingProgram): SegmentState {
  const registers = new Uint32Array(32);
  registers[2] = STACK;
  return {
    cycle: 0,
    pc: program.entry,
    registers,
    inputRead: 0,
    publicWritten: 0,
    digest: null,
    halted: false,
    exitCode: 0,
  };
}

/** A page as the executable has it. */
function firstPage(program: ProvingProgram, index: number): Uint32Array {
  const page = new Uint8Array(PAGE_BYTES);
  const from = index * PAGE_BYTES;
  for (const { address, bytes } of program.segments) {
    const first = Math.max(from, address);
    const end = Math.min(from + PAGE_BYTES, address + bytes.length);
    if (first < end) page.set(bytes.subarray(first - address, end - address), first - from);
  }
  return new Uint32Array(page.buffer);
}

function sameState(a: SegmentState, b: SegmentState): boolean {
  return (
    a.cycle === b.cycle &&
    a.pc === b.pc &&
    sameBytes(a.registers, b.registers) &&
    a.inputRead === b.inputRead &&
    a.publicWritten === b.publicWritten &&
    sameBytes(a.digest, b.digest) &&
    a.halted === b.halted &&
    a.exitCode === b.exitCode
  );
}

const digestOf = (words: Uint32Array) =>
  createHash("sha256")
    .update(new Uint8Array(words.buffer, words.byteOffset, words.byteLength))
    .digest("base64");

export class TraceChecker {
  readonly #context: ReplayContext;
  readonly #startPage: (index: number) => Uint32Array;
  #state: SegmentState;
  #segments = 0;
  #failed = false;
  /** Of the pages that were touched so far: what they hold. */
  readonly #pages = new Map<number, string>();

  constructor(program: ProvingProgram, { input, start }: CheckOptions = {}) {
    const { address, bytes } = program.code;
    const [first, last] = [Math.floor(address / PAGE_BYTES), Math.floor((address + bytes.length - 1) / PAGE_BYTES)];
    this.#context = {
      program,
      // Copied to where words lie; `slice` of a Buffer would not.
      code: new Uint32Array(new Uint8Array(bytes).buffer),
      isCode: (page) => page >= first && page <= last,
      input: input ? framedInput(input) : null,
    };
    this.#startPage = start?.page ?? ((index) => firstPage(program, index));
    this.#state = start?.state ?? firstState(program);
  }

  /** After the last segment that was checked. */
  get state(): SegmentState {
    return this.#state;
  }

  #demandPage({ index, before }: TouchedPage): void {
    const known = this.#pages.get(index);
    const same = known === undefined ? sameBytes(before, this.#startPage(index)) : digestOf(before) === known;
    if (!same) reject("chain", `page ${hex(index)} is not what it was`);
  }

  /** What is wrong with the next segment; null when nothing is. After a problem there is no next one. */
  check(segment: TraceSegment): TraceProblem | null {
    const replay = new Replay(segment, this.#context);
    try {
      if (this.#failed) reject("chain", "a segment before this one was refused");
      if (segment.index !== this.#segments)
        reject("chain", `segment ${segment.index} where ${this.#segments} comes next`);
      if (!sameState(segment.start, this.#state))
        reject("chain", "it does not begin where the one before it has ended");
      // The order and number of pages are checked first: the pages themselves cost more.
      replay.run();
      for (const page of segment.pages) this.#demandPage(page);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      this.#failed = true;
      return { rule: error.rule, segment: segment.index, message: error.message, ...replay.place };
    }
    for (const { index, before, after } of segment.pages) {
      if (!this.#pages.has(index) || !sameBytes(before, after)) this.#pages.set(index, digestOf(after));
    }
    const { end } = segment;
    this.#state = { ...end, registers: end.registers.slice(), digest: end.digest?.slice() ?? null };
    this.#segments++;
    return null;
  }
}
