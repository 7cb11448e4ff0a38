// The proving machine: a program that runs. Instructions and accelerators are executed by the Wasm module, the other environment calls
// here.
//
//   const machine = new ProvingMachine(loadProvingProgram(elf), { input });
//   while (machine.run(machine.cycle + 1_000_000) !== "halted");
//
// Deterministic: nothing but the program, its input and the oracle's answers has a say in what a cycle does.
import { InputError } from "@assay/core/inputError";
import type { MachineOracle } from "../oracle.ts";
import { type CallContext, environmentCall } from "./calls.ts";
import { type ChannelState, Channels } from "./channels.ts";
import { MODULE_FAULTS, ProvingFault, type ProvingFaultName } from "./fault.ts";
import { outOfMemory, PAGE_COUNT, ProvingMemory } from "./memory.ts";
import { EXIT, type ProvingExports, provingModule } from "./module.ts";
import { MEMORY_END, type ProvingProgram } from "./program.ts";
import type { Translate } from "./translate/policy.ts";
import { Translator } from "./translate/translator.ts";

export interface ProvingOptions {
  /** Without its length, which the machine puts in front. */
  readonly input?: Uint8Array;
  readonly oracle?: MachineOracle;
  /** What the program writes to standard error. */
  readonly log?: (bytes: Uint8Array) => void;
  /** Pages of 4 KiB that the program may write to, with those of its data. */
  readonly maxPages?: number;
  /** false: they answer that they cannot, and the program computes itself. For comparisons with machines that have none. */
  readonly accelerators?: boolean;
  /** Whether code is translated to Wasm as it runs: "hot" when nothing is said. What cycles do does not depend on it. */
  readonly translate?: Translate;
  /** Bytes of the module's memory behind the guest's, for who watches the run. */
  readonly roomBehind?: number;
}

export interface ProvingCounts {
  readonly keccakF: number;
  readonly multiplyAdd256: number;
  readonly multiplyAdd384: number;
  /** Words of 4 bytes that read and write have touched. */
  readonly wordsMoved: number;
}

/** Everything but memory. */
export interface ProvingState {
  readonly cycle: number;
  readonly pc: number;
  /** x0 to x31. */
  readonly registers: readonly number[];
  readonly halted: boolean;
  readonly exitCode: number;
  readonly counts: ProvingCounts;
  readonly channels: ChannelState;
}

export const REGISTERS = 32;
const STACK_POINTER = 2;
/** As guests expect it: 16 bytes below the end, aligned. */
const STACK = MEMORY_END - 16;
const A0 = 10;
const HIGH = 2 ** 32;

const nobody: MachineOracle = {
  hint() {},
  preimage(key) {
    throw new InputError("PREIMAGE_MISSING", `the program asks for preimage 0x${Buffer.from(key).toString("hex")}`);
  },
};

export class ProvingMachine {
  readonly program: ProvingProgram;
  readonly memory: ProvingMemory;
  readonly #wasm: ProvingExports;
  readonly #channels: Channels;
  readonly #context: CallContext;
  readonly #words: Uint32Array;
  readonly #translator: Translator | null;
  #halted = false;
  #exitCode = 0;
  #wordsMoved = 0;

  /** @throws InputError MACHINE_OUT_OF_MEMORY */
  constructor(program: ProvingProgram, options: ProvingOptions = {}) {
    this.program = program;
    this.#wasm = new WebAssembly.Instance(provingModule()).exports as unknown as ProvingExports;
    const maxPages = Math.min(options.maxPages ?? PAGE_COUNT, PAGE_COUNT);
    const hasAccelerators = options.accelerators ?? true;
    if (!this.#wasm.initialize(maxPages, Number(hasAccelerators), options.roomBehind ?? 0)) throw outOfMemory(0);
    this.memory = new ProvingMemory(this.#wasm);
    this.#words = new Uint32Array(this.#wasm.memory.buffer, 0, this.#wasm.guest() / 4);
    this.#channels = new Channels({
      input: options.input ?? new Uint8Array(0),
      oracle: options.oracle ?? nobody,
      log: options.log ?? (() => {}),
    });
    this.#context = {
      memory: this.memory,
      channels: this.#channels,
      hasAccelerators,
      register: (index) => this.register(index),
      exit: (code) => {
        this.#halted = true;
        this.#exitCode = code;
      },
      countWords: (words) => {
        this.#wordsMoved += words;
      },
      put: (address, bytes) => this.checkExit(this.memory.write(address, bytes)),
      fault: (name, value) => this.#fault(name, value),
    };
    this.#load();
    const mode = options.translate ?? "hot";
    this.#translator = mode === "never" ? null : new Translator(this.#wasm, program, mode);
  }

  #load(): void {
    const { code, segments, entry } = this.program;
    this.memory.view(code.address, code.bytes.length).set(code.bytes);
    this.#wasm.setCode(code.address, code.bytes.length);
    for (const { address, bytes } of segments) this.checkExit(this.memory.load(address, bytes));
    this.#words[this.#wasm.pc() / 4] = entry;
    this.#setRegister(STACK_POINTER, STACK);
  }

  #setRegister(index: number, value: number): void {
    this.#words[this.#wasm.registers() / 4 + index] = value;
  }

  #setU64(at: number, value: number): void {
    this.#words[at / 4] = value;
    this.#words[at / 4 + 1] = Math.floor(value / HIGH);
  }

  #u64(at: number): number {
    return this.#words[at / 4]! + this.#words[at / 4 + 1]! * HIGH;
  }

  get cycle(): number {
    return this.#u64(this.#wasm.cycle());
  }

  get pc(): number {
    return this.#words[this.#wasm.pc() / 4]!;
  }

  get halted(): boolean {
    return this.#halted;
  }

  /** 0 until it has halted. */
  get exitCode(): number {
    return this.#exitCode;
  }

  register(index: number): number {
    return this.#words[this.#wasm.registers() / 4 + index]!;
  }

  get publicOutput(): Uint8Array {
    return this.#channels.publicOutput;
  }

  /** What the program has committed to; null while it has not. */
  get digest(): Uint8Array | null {
    return this.#channels.digest;
  }

  get pagesWritten(): number {
    return this.#words[this.#wasm.pagesWritten() / 4]!;
  }

  get counts(): ProvingCounts {
    const at = this.#wasm.counts();
    return {
      keccakF: this.#u64(at),
      multiplyAdd256: this.#u64(at + 8),
      multiplyAdd384: this.#u64(at + 16),
      wordsMoved: this.#wordsMoved,
    };
  }

  #fault(name: ProvingFaultName, value: number): never {
    const { cycle, pc } = this;
    throw new ProvingFault(name, value, { cycle, pc, symbol: this.program.symbols.at(BigInt(pc)) });
  }

  /** Throws what the module says, as an Exit. @throws ProvingFault, InputError MACHINE_OUT_OF_MEMORY */
  checkExit(exit: number): void {
    switch (exit) {
      case EXIT.limit:
        return;
      case EXIT.fault: {
        const name = MODULE_FAULTS[this.#words[this.#wasm.faultCode() / 4]!];
        if (name) this.#fault(name, this.#words[this.#wasm.faultAddress() / 4]!);
        break;
      }
      case EXIT.memory:
        throw outOfMemory(this.pagesWritten);
    }
    throw new InputError("CORE_TRAPPED", `the machine's module ended with ${exit}`);
  }

  #environmentCall(): void {
    this.#setRegister(A0, environmentCall(this.#context));
    this.#words[this.#wasm.pc() / 4] = this.pc + 4;
    this.#setU64(this.#wasm.cycle(), this.cycle + 1);
  }

  /** For who watches the run, and drives the module: this, and what to do when it ends. */
  get module(): ProvingExports {
    return this.#wasm;
  }

  /** Answers the call that the program is at. @throws as `run` does */
  answerCall(): void {
    this.#environmentCall();
  }

  /** @param exit anything but a call @throws what the module's end means, unless it is the limit */
  ended(exit: number): void {
    this.checkExit(exit);
  }

  /** Goes on until `limit` cycles have been done since the start, exactly, or the program has halted.
   *  @throws ProvingFault, InputError MACHINE_OUT_OF_MEMORY, and what the oracle throws; the machine is then where the instruction that
   *  failed begins */
  run(limit: number): "limit" | "halted" {
    while (!this.#halted && this.cycle < limit) {
      const exit = this.#translator ? this.#translator.run(limit) : this.#wasm.run(BigInt(limit));
      if (exit === EXIT.call) this.#environmentCall();
      else this.checkExit(exit);
    }
    return this.#halted ? "halted" : "limit";
  }

  get translatedCycles(): number {
    return Number(this.#wasm.translatedCycles());
  }

  /** Everything but memory, as it is now. */
  state(): ProvingState {
    const registers = Array.from({ length: REGISTERS }, (_, i) => this.register(i));
    const { cycle, pc, halted, exitCode, counts } = this;
    return { cycle, pc, registers, halted, exitCode, counts, channels: this.#channels.state() };
  }

  /** Goes on from such a state; what memory holds is the caller's to see to. */
  restore({ cycle, pc, registers, halted, exitCode, counts, channels }: ProvingState): void {
    this.#setU64(this.#wasm.cycle(), cycle);
    this.#words[this.#wasm.pc() / 4] = pc;
    registers.forEach((value, i) => {
      this.#setRegister(i, value);
    });
    this.#halted = halted;
    this.#exitCode = exitCode;
    const at = this.#wasm.counts();
    this.#setU64(at, counts.keccakF);
    this.#setU64(at + 8, counts.multiplyAdd256);
    this.#setU64(at + 16, counts.multiplyAdd384);
    this.#wordsMoved = counts.wordsMoved;
    this.#channels.restore(channels);
  }
}
