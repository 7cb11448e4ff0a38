// A run cut into segments, with everything that each of them reads and writes.
//
//   const run = await traceProgram(program, { input, cycleLimit }, (segment) => writeSegmentFile(path, segment));
//
// Deterministic, as the machine is. Memory is bounded by the length of a segment: one that would need more rows or pages ends early.
import { InputError } from "@assay/core/inputError";
import { CALL, MAX_MOVED } from "../calls.ts";
import { ProvingMachine, type ProvingOptions } from "../machine.ts";
import { EXIT } from "../module.ts";
import { MEMORY_END, PAGE_BYTES, type ProvingProgram } from "../program.ts";
import { rowBytes, TraceBuffers } from "./buffers.ts";
import type { TraceStart } from "./check/checker.ts";
import { MAX_SEGMENT_CYCLES, MAX_SEGMENT_PAGES, MOST_PAGES_OF_A_CYCLE } from "./families.ts";
import type { SegmentState, TraceSegment } from "./segment.ts";

export interface TraceLimits {
  /** Cycles that the run may take. */
  readonly cycleLimit: number;
  /** Cycles of a segment: a power of two, 2^20 at most and by default. */
  readonly segmentCycles?: number;
  /** Pages of 4 KiB that a segment may touch: 258 (what one cycle can touch) to 8192, the default. */
  readonly segmentPages?: number;
  /** Segments after which the trace ends, be the program halted or not. */
  readonly segments?: number;
}

/** Accelerators are always there: a trace has them as rows of their own. */
export interface TraceOptions extends Omit<ProvingOptions, "accelerators" | "roomBehind">, TraceLimits {}

export interface TraceRun {
  readonly halted: boolean;
  readonly exitCode: number;
  readonly cycles: number;
  readonly segments: number;
}

/** The segment's arrays are views, which hold until what is returned has settled: `copySegment` keeps them. */
export type OnSegment = (segment: TraceSegment) => void | Promise<void>;

const [A0, A1, A2, A7] = [10, 11, 12, 17];
const DIGEST_BYTES = 32;

const isPowerOfTwo = (value: number) => Number.isInteger(value) && value > 0 && Math.log2(value) % 1 === 0;

interface Sizes {
  readonly cycles: number;
  readonly pages: number;
}

/** @throws InputError FIELD_WRONG */
function sizesOf({
  segmentCycles: cycles = MAX_SEGMENT_CYCLES,
  segmentPages: pages = MAX_SEGMENT_PAGES,
}: TraceLimits): Sizes {
  if (!isPowerOfTwo(cycles) || cycles > MAX_SEGMENT_CYCLES) {
    throw new InputError(
      "FIELD_WRONG",
      `a segment has a power of two of cycles, ${MAX_SEGMENT_CYCLES} at most, not ${cycles}`,
    );
  }
  if (!Number.isInteger(pages) || pages < MOST_PAGES_OF_A_CYCLE || pages > MAX_SEGMENT_PAGES) {
    throw new InputError(
      "FIELD_WRONG",
      `a segment touches ${MOST_PAGES_OF_A_CYCLE} to ${MAX_SEGMENT_PAGES} pages, not ${pages}`,
    );
  }
  return { cycles, pages };
}

function segmentState(machine: ProvingMachine): SegmentState {
  const { cycle, pc, registers, halted, exitCode, channels } = machine.state();
  const { inputRead, publicOutput, digest } = channels;
  return {
    cycle,
    pc,
    registers: Uint32Array.from(registers),
    inputRead,
    publicWritten: publicOutput.length,
    digest,
    halted,
    exitCode,
  };
}

class Tracer {
  readonly #machine: ProvingMachine;
  readonly #buffers: TraceBuffers;
  readonly #sizes: Sizes;
  #start: SegmentState;

  constructor(machine: ProvingMachine, sizes: Sizes) {
    this.#machine = machine;
    this.#sizes = sizes;
    this.#buffers = new TraceBuffers(machine.module, sizes.cycles, sizes.pages);
    this.#start = segmentState(machine);
  }

  /** The range that the call at hand can move; one that is not in memory is a fault, which the machine finds. */
  #range(): { address: number; length: number } {
    const machine = this.#machine;
    const number = machine.register(A7);
    const none = { address: 0, length: 0 };
    const address = machine.register(number === CALL.commit ? A0 : A1);
    const length = number === CALL.commit ? DIGEST_BYTES : Math.min(machine.register(A2), MAX_MOVED);
    if (number !== CALL.read && number !== CALL.write && number !== CALL.commit) return none;
    return { address, length: Math.max(0, Math.min(length, MEMORY_END - address)) };
  }

  /** Carries out a call and records it. False when the segment has no room for it. */
  #call(): boolean {
    const machine = this.#machine;
    const { module } = machine;
    const { address, length } = this.#range();
    if (!module.beginTracedCall(address, length)) return false;
    const number = machine.register(A7);
    machine.answerCall();
    const isTransfer = number === CALL.read || number === CALL.write;
    module.endTracedCall(number === CALL.commit ? DIGEST_BYTES : isTransfer ? machine.register(A0) : 0);
    return true;
  }

  /** The next segment, which has a cycle at least. @throws as ProvingMachine.run does */
  segment(index: number, cycleLimit: number): TraceSegment {
    const machine = this.#machine;
    const { module } = machine;
    const start = this.#start;
    const limit = Math.min(start.cycle + this.#sizes.cycles, cycleLimit);
    this.#buffers.clear();
    module.beginSegment();
    while (!machine.halted && machine.cycle < limit) {
      const exit = module.trace(BigInt(limit));
      if (exit === EXIT.call) {
        if (!this.#call()) break;
        continue;
      }
      machine.checkExit(exit);
      break;
    }
    const end = segmentState(machine);
    this.#start = end;
    return {
      index,
      start,
      end,
      registerClocks: this.#buffers.registerClocks(),
      rows: this.#buffers.rows(),
      pages: this.#buffers.pages(),
      publicOutput: machine.publicOutput.subarray(start.publicWritten),
    };
  }
}

/** Traces a machine from where it is. It was made with `roomBehind: traceRoom(limits)`.
 *  @throws ProvingFault, InputError MACHINE_CYCLE_LIMIT, MACHINE_OUT_OF_MEMORY, FIELD_WRONG, and what the oracle throws: the segment that is not
 *  complete is lost, those before it were handed over */
export async function traceMachine(
  machine: ProvingMachine,
  limits: TraceLimits,
  onSegment: OnSegment,
): Promise<TraceRun> {
  const tracer = new Tracer(machine, sizesOf(limits));
  const { cycleLimit, segments = Number.POSITIVE_INFINITY } = limits;
  let index = 0;
  while (!machine.halted && index < segments) {
    if (machine.cycle >= cycleLimit) {
      throw new InputError("MACHINE_CYCLE_LIMIT", `the program has not halted after ${machine.cycle} cycles`);
    }
    await onSegment(tracer.segment(index++, cycleLimit));
  }
  return { halted: machine.halted, exitCode: machine.exitCode, cycles: machine.cycle, segments: index };
}

/** Where a trace of this machine begins, for the checker. Its pages are the machine's, which must not go on: take one of its own for that. */
export function traceStart(machine: ProvingMachine): TraceStart {
  const page = (index: number) => {
    const bytes = machine.memory.view(index * PAGE_BYTES, PAGE_BYTES);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, PAGE_BYTES / 4);
  };
  return { state: segmentState(machine), page };
}

/** What `roomBehind` has to be for a machine that will be traced. @throws InputError FIELD_WRONG */
export const traceRoom = (limits: TraceLimits): number => rowBytes(sizesOf(limits).cycles);

/** A program from its beginning. @throws as traceMachine does */
export async function traceProgram(
  program: ProvingProgram,
  options: TraceOptions,
  onSegment: OnSegment,
): Promise<TraceRun> {
  const machine = new ProvingMachine(program, { ...options, roomBehind: traceRoom(options) });
  return traceMachine(machine, options, onSegment);
}

/** Cycles of a segment. */
export const cyclesOf = (segment: TraceSegment): number => segment.end.cycle - segment.start.cycle;
