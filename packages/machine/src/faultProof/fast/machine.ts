// The fast machine: a state that runs. Instructions are executed by the Wasm module, system calls here.
//
//   const machine = new FastMachine(state, oracle);
//   while (!machine.exited) machine.run(1_000_000n);
//
// Deterministic: nothing but the state and the oracle's answers has a say in what a step does.
import { InputError } from "@assay/core/inputError";
import type { MachineOracle } from "../../oracle.ts";
import { MachineFault } from "../fault.ts";
import {
  encodeWitness,
  type MachineState,
  type Processor,
  REGISTERS,
  type StateSeal,
  sealOf,
  stateHash,
} from "../state.ts";
import { POLICIES, type Translate, type TranslationPolicy, Translator } from "../translate/translator.ts";
import { HintBuffer } from "./hintBuffer.ts";
import { FastMemory, outOfMemory } from "./memory.ts";
import { EXIT, type FastExports, fastModule } from "./module.ts";
import { type CallContext, systemCall } from "./systemCalls.ts";

export interface PreimageRead {
  readonly key: Uint8Array;
  /** Length (u64, big-endian) ++ preimage. */
  readonly value: Uint8Array;
  readonly offset: bigint;
}

export interface MachineOptions {
  /** What the program writes to standard output (1) and standard error (2). */
  readonly log?: (fd: 1 | 2, bytes: Uint8Array) => void;
  /** Function at an address, for messages. */
  readonly symbolAt?: (pc: bigint) => string;
  /** Pages of 4 KiB that the program may touch. */
  readonly maxPages?: number;
  /** Whether code is translated to Wasm as it runs: "hot" when nothing is said. What steps do does not depend on it. */
  readonly translate?: Translate | TranslationPolicy;
}

/** 3.5 GiB: with its tables, what a Wasm memory can hold. */
const MAX_PAGES = 900_000;
/** Steps before the module is entered anew: only then does V8 exchange code that it compiled in a hurry for better code. */
const SLICE = 1n << 24n;
const FIRST_SLICE = 1n << 20n;

export class FastMachine {
  readonly memory: FastMemory;
  readonly #wasm: FastExports;
  readonly #oracle: MachineOracle;
  readonly #options: MachineOptions;
  readonly #hints = new HintBuffer();
  readonly #context: CallContext;
  #exited: boolean;
  #exitCode: number;
  #lastKey: Uint8Array | null = null;
  #lastPreimage: { key: Uint8Array; value: Uint8Array } | null = null;
  #preimageRead: PreimageRead | null = null;
  #slice = FIRST_SLICE;
  readonly #translator: Translator | null;
  /** Steps that were done before this run; the module counts from 0. */
  readonly #stepsBefore: bigint;
  #words: BigUint64Array;

  /** @throws InputError MACHINE_OUT_OF_MEMORY when the state is too large, and what the oracle throws on its last hint */
  constructor(state: MachineState, oracle: MachineOracle, options: MachineOptions = {}) {
    this.#wasm = new WebAssembly.Instance(fastModule()).exports as unknown as FastExports;
    this.#oracle = oracle;
    this.#options = options;
    if (!this.#wasm.initialize(Math.min(options.maxPages ?? MAX_PAGES, MAX_PAGES))) throw outOfMemory(0);
    this.memory = new FastMemory(this.#wasm);
    for (const { index, data } of state.pages) this.memory.write(index << 12n, data);
    this.#words = new BigUint64Array(this.#wasm.memory.buffer);
    state.registers.forEach((value, i) => {
      this.#setWord(this.#wasm.registers() + 8 * i, value);
    });
    this.#setWord(this.#wasm.pc(), state.pc);
    this.#stepsBefore = state.step;
    this.#setWord(this.#wasm.reservation(), state.loadReservation);
    this.#exited = state.exited;
    this.#exitCode = state.exitCode;
    this.#context = this.#callContext(state);
    this.#translator = this.#makeTranslator(options.translate ?? "hot", state.registers[0]!);
    const { lastHint } = state;
    this.#hints.write(
      BigInt(lastHint.length),
      () => lastHint,
      (hint) => oracle.hint(hint),
    );
  }

  #makeTranslator(mode: Translate | TranslationPolicy, zero: bigint): Translator | null {
    if (mode === "never") return null;
    return new Translator(this.#wasm, typeof mode === "string" ? POLICIES[mode] : mode, zero);
  }

  /** Steps of this run that translated code has taken. */
  get translatedSteps(): bigint {
    return this.#translator?.translatedSteps ?? 0n;
  }

  #callContext(state: MachineState): CallContext {
    return {
      memory: this.memory,
      register: (index) => this.register(index),
      heap: state.heap,
      preimageKey: Uint8Array.from(state.preimageKey),
      preimageOffset: state.preimageOffset,
      exit: (code) => {
        this.#exited = true;
        this.#exitCode = code;
      },
      preimage: () => this.#readPreimage(),
      hint: (address, count) =>
        this.#hints.write(
          count,
          (length) => this.memory.read(address, length),
          (hint) => this.#oracle.hint(hint),
        ),
      log: (fd, bytes) => this.#options.log?.(fd, bytes),
      fault: (code) => this.#fault(code),
    };
  }

  #view(): BigUint64Array {
    // Of memory that has grown the old view is empty.
    if (this.#words.length === 0) this.#words = new BigUint64Array(this.#wasm.memory.buffer);
    return this.#words;
  }

  #word(at: number): bigint {
    return this.#view()[at >> 3]!;
  }

  #setWord(at: number, value: bigint): void {
    this.#view()[at >> 3] = value;
  }

  get step(): bigint {
    return BigInt.asUintN(64, this.#stepsBefore + this.#word(this.#wasm.step()));
  }

  get pc(): bigint {
    return this.#word(this.#wasm.pc());
  }

  get exited(): boolean {
    return this.#exited;
  }

  get exitCode(): number {
    return this.#exitCode;
  }

  register(index: number): bigint {
    return this.#word(this.#wasm.registers() + 8 * index);
  }

  /** What the last step read of a preimage; null when it read none. */
  get preimageRead(): PreimageRead | null {
    return this.#preimageRead;
  }

  #fault(code: number): never {
    const { step, pc } = this;
    const symbol = this.#options.symbolAt?.(pc);
    throw new MachineFault(code, { step, pc, ...(symbol === undefined ? {} : { symbol }) });
  }

  #isLastPreimage(key: Uint8Array): boolean {
    const last = this.#lastPreimage;
    return last?.key.every((byte, i) => byte === key[i]) ?? false;
  }

  #readPreimage(): Uint8Array {
    const key = this.#context.preimageKey;
    if (key !== this.#lastKey && !this.#isLastPreimage(key)) {
      const preimage = this.#oracle.preimage(key);
      const value = new Uint8Array(8 + preimage.length);
      new DataView(value.buffer).setBigUint64(0, BigInt(preimage.length));
      value.set(preimage, 8);
      this.#lastPreimage = { key: key.slice(), value };
    }
    // Nobody writes into a key: another one is another array.
    this.#lastKey = key;
    const last = this.#lastPreimage!;
    this.#preimageRead = { key: last.key, value: last.value, offset: this.#context.preimageOffset };
    return last.value;
  }

  #systemCall(): void {
    const result = systemCall(this.#context);
    if (result) {
      this.#setWord(this.#wasm.registers() + 8 * 10, result[0]);
      this.#setWord(this.#wasm.registers() + 8 * 11, result[1]);
    }
    this.#setWord(this.#wasm.pc(), BigInt.asUintN(64, this.pc + 4n));
    this.#setWord(this.#wasm.step(), this.#word(this.#wasm.step()) + 1n);
  }

  /** Goes on for `steps` steps, or until the program has exited, or `stopAtPreimage` says so of what a step has read.
   *  @throws MachineFault, InputError MACHINE_OUT_OF_MEMORY, and what the oracle throws; the machine is then where the step
   *  that failed began */
  run(steps: bigint, stopAtPreimage?: (read: PreimageRead) => boolean): "limit" | "exited" | "preimage" {
    const wasm = this.#wasm;
    const done = () => this.#word(wasm.step());
    const limit = done() + steps;
    this.#preimageRead = null;
    while (!this.#exited && done() < limit) {
      const slice = done() + this.#slice;
      const until = slice < limit ? slice : limit;
      const exit = this.#translator ? this.#translator.run(until) : wasm.run(until);
      this.#preimageRead = null;
      switch (exit) {
        case EXIT.limit:
          this.#slice = SLICE;
          break;
        case EXIT.systemCall:
          this.#systemCall();
          if (this.#preimageRead && stopAtPreimage?.(this.#preimageRead)) return "preimage";
          break;
        case EXIT.fault:
          this.#fault(Number(this.#word(wasm.faultCode())));
          break;
        case EXIT.memory:
          throw outOfMemory(this.memory.pageCount);
        default:
          throw new InputError("CORE_TRAPPED", `the machine's module ended with ${exit}`);
      }
    }
    return this.#exited ? "exited" : "limit";
  }

  /** Everything but memory, as it is now. */
  processor(): Processor {
    return {
      preimageKey: this.#context.preimageKey.slice(),
      preimageOffset: this.#context.preimageOffset,
      pc: this.pc,
      exitCode: this.#exitCode,
      exited: this.#exited,
      step: this.step,
      heap: this.#context.heap,
      loadReservation: this.#word(this.#wasm.reservation()),
      registers: Array.from({ length: REGISTERS }, (_, i) => this.register(i)),
    };
  }

  /** The whole state. Pages are views that the next step may change. */
  state(): MachineState {
    return { ...this.processor(), pages: this.memory.pages(), lastHint: this.#hints.bytes() };
  }

  /** 362 bytes. */
  witness(): Uint8Array<ArrayBuffer> {
    return encodeWitness(this.processor(), this.memory.root());
  }

  hash(): Uint8Array {
    return stateHash(this.witness());
  }

  seal(): StateSeal {
    return sealOf(this.processor(), this.memory.root());
  }
}
