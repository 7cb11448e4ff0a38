// Runs a program and tells where its cycles went (assembly/proving/profile.ts keeps the books).
//
//   const { run, tree } = profileProgram(loadProvingProgram(elf), { input, cycleLimit });
import { addCosts, type Costs, noCosts } from "../cells.ts";
import { ProvingMachine } from "../machine.ts";
import { EXIT } from "../module.ts";
import type { ProvingProgram } from "../program.ts";
import { type ProvingRun, type ProvingRunOptions, runToEnd } from "../run.ts";
import type { CallNode, CallTree, ProfiledFunction } from "./callTree.ts";
import { type CodeFunctions, codeFunctions } from "./functions.ts";
import { guestFunctionName, isOurGuest } from "./guestNames.ts";

export interface Profile {
  readonly run: ProvingRun;
  readonly tree: CallTree;
}

/** Bytes of a node, and where its fields are: profile.ts of the module. */
const NODE = { bytes: 64, parent: 0, function: 4, calls: 16, cycles: 24, counts: 32 } as const;
const NOBODY = 0xffff_ffff;
/** `profileCount`: words moved. */
const WORDS_MOVED = 3;
const HIGH = 2 ** 32;

/** A machine whose cycles are booked to functions and call paths. */
export class Profiler {
  readonly machine: ProvingMachine;
  readonly #code: CodeFunctions;
  readonly #words: Uint32Array;
  #wordsBooked: number;

  /** From where the machine is on. Who watches a run writes into the same buffers of the module: one profile or trace a machine. */
  constructor(machine: ProvingMachine) {
    const { program, module } = machine;
    if (module.profileNodeCount() > 0) throw new Error("this machine has been profiled already");
    const { symbols } = program.symbols;
    this.machine = machine;
    this.#code = codeFunctions(program.code, symbols, isOurGuest(symbols) ? guestFunctionName : undefined);
    this.#words = new Uint32Array(module.memory.buffer, 0, module.guest() / 4);
    this.#words.set(this.#code.byInstruction, module.profileFunctions() / 4);
    this.#wordsBooked = machine.counts.wordsMoved;
    // A snapshot may say that the next instruction is where there is none: the run then ends at once.
    const next = (machine.pc - program.code.address) / 4;
    module.profileStart(next >= 0 && next < this.#code.byInstruction.length ? next : 0);
  }

  /** As the machine's own `run`. */
  run(limit: number): "limit" | "halted" {
    const { machine } = this;
    while (!machine.halted && machine.cycle < limit) {
      const exit = machine.module.runProfiled(BigInt(limit));
      if (exit === EXIT.call) {
        machine.answerCall();
        this.#bookWords();
      } else machine.ended(exit);
    }
    machine.module.profileFlush();
    return machine.halted ? "halted" : "limit";
  }

  #bookWords(): void {
    const { wordsMoved } = this.machine.counts;
    this.machine.module.profileCount(WORDS_MOVED, wordsMoved - this.#wordsBooked);
    this.#wordsBooked = wordsMoved;
  }

  #u64(at: number): number {
    return this.#words[at / 4]! + this.#words[at / 4 + 1]! * HIGH;
  }

  #node(at: number): Omit<CallNode, "parent"> {
    const [keccakF, multiplyAdd256, multiplyAdd384, wordsMoved] = [0, 8, 16, 24].map((offset) =>
      this.#u64(at + NODE.counts + offset),
    ) as [number, number, number, number];
    const self: Costs = {
      cycles: this.#u64(at + NODE.cycles),
      keccakF,
      multiplyAdd256,
      multiplyAdd384,
      wordsMoved,
    };
    return { function: this.#words[(at + NODE.function) / 4]!, calls: this.#u64(at + NODE.calls), self };
  }

  /** What has been booked so far. */
  tree(): CallTree {
    const { module } = this.machine;
    const start = module.profileNodes();
    const nodes: CallNode[] = Array.from({ length: module.profileNodeCount() }, (_, i) => {
      const at = start + i * NODE.bytes;
      const parent = this.#words[(at + NODE.parent) / 4]!;
      return { parent: parent === NOBODY ? null : parent, ...this.#node(at) };
    });
    const functions: ProfiledFunction[] = [...this.#code.functions];
    // Functions on paths that were too many or too deep to keep hang below one node of their own.
    const unkept = functions.map((_, i) => this.#node(start + (module.profileMaxNodes() + i) * NODE.bytes));
    const ran = unkept.filter(({ calls, self }) => calls > 0 || self.cycles > 0);
    if (ran.length > 0) {
      functions.push({ name: "(paths that were not kept)", address: null });
      const parent = nodes.length;
      nodes.push({ parent: null, function: functions.length - 1, calls: 0, self: noCosts() });
      for (const node of ran) nodes.push({ parent, ...node });
    }
    return { functions, nodes };
  }
}

/** @throws as `runProving` */
export function profileProgram(program: ProvingProgram, options: ProvingRunOptions): Profile {
  const machine = new ProvingMachine(program, options);
  const profiler = new Profiler(machine);
  const run = runToEnd(machine, options, (limit) => profiler.run(limit));
  return { run, tree: profiler.tree() };
}

/** What a machine has done so far, as costs. */
export function costsOf(run: Pick<ProvingRun, "cycles" | "counts">): Costs {
  const costs = noCosts();
  addCosts(costs, { cycles: run.cycles, ...run.counts });
  return costs;
}
