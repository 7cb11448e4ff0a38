// Translates what runs often to Wasm functions. Nothing of this has a say in what a cycle does: the state after so many cycles is the same,
// however it was come to.
//
// After a while the loop is sampled: every so many cycles that it takes itself, at the next jump, the program counter is noted. What is
// there often becomes functions. That is done again as long as the loop still takes many cycles. What was made is kept: another machine of
// the same code begins with that.
import { createHash } from "node:crypto";
import type { Block } from "../../translate/blocks.ts";
import { canBegin, findBlocks } from "../../translate/blocks.ts";
import { translateRegion } from "../../translate/region.ts";
import { REGION_TYPE, type Target } from "../../translate/target.ts";
import { encodeModule, type FunctionCode } from "../../translate/wasmWriter.ts";
import { WORD32 } from "../../translate/word.ts";
import { EXIT, type ProvingExports } from "../module.ts";
import type { ProvingProgram } from "../program.ts";
import { DecodedCode } from "./code.ts";
import { IMPORTS, LOCALS, TYPES } from "./frame.ts";
import { POLICIES, type Policy, type Translate } from "./policy.ts";
import { provingTarget } from "./target.ts";

/** What was made of a program. */
interface Batch {
  readonly module: WebAssembly.Module;
  readonly roots: readonly number[];
}
interface Translation {
  readonly batches: Batch[];
  /** Places in the table by address; 0 is for what has none. */
  readonly places: Map<number, number>;
  readonly entries: Set<number>;
  instructions: number;
}

/** By code and mode; the last ones. */
const translations = new Map<string, Translation>();
const MAX_PROGRAMS = 8;
/** Functions of full size that are looked at for one batch, be they made or put off: programs choose how many are too large. */
const MOST_LOOKS = 4;

function translationOf({ code }: ProvingProgram, mode: Translate): Translation {
  const key = `${mode} ${code.address} ${createHash("sha256").update(code.bytes).digest("hex")}`;
  const known = translations.get(key) ?? { batches: [], places: new Map(), entries: new Set(), instructions: 0 };
  translations.delete(key);
  translations.set(key, known);
  for (const oldest of translations.keys()) if (translations.size > MAX_PROGRAMS) translations.delete(oldest);
  return known;
}

type Regions = Map<number, ReadonlyMap<number, Block>>;

const nameOf = (root: number) => root.toString(16);

export class Translator {
  readonly #wasm: ProvingExports;
  readonly #policy: Policy;
  readonly #target: Target;
  readonly #code: DecodedCode;
  readonly #translation: Translation;
  readonly #cycleWords: Uint32Array;
  readonly #pcWord: Uint32Array;
  readonly #functions: ReadonlySet<number>;
  #installed = 0;
  #samples: Map<number, number> | null = null;
  #sampleCount = 0;
  #next: number;
  #since = { cycles: 0, translated: 0 };
  #hasStarted = false;
  /** Instructions that this machine has translated. */
  #made = 0;

  constructor(wasm: ProvingExports, program: ProvingProgram, mode: Exclude<Translate, "never">) {
    this.#wasm = wasm;
    this.#policy = POLICIES[mode];
    this.#next = this.#policy.warmUp;
    this.#target = provingTarget({
      word: WORD32,
      zero: 0,
      registers: wasm.registers(),
      pageMap: wasm.pageMap(),
      guest: wasm.guest(),
      budget: wasm.budget(),
    });
    this.#code = new DecodedCode(wasm, program);
    this.#translation = translationOf(program, mode);
    this.#cycleWords = new Uint32Array(wasm.memory.buffer, wasm.cycle(), 2);
    this.#pcWord = new Uint32Array(wasm.memory.buffer, wasm.pc(), 1);
    this.#functions = new Set(program.symbols.symbols.map(({ address }) => Number(address)));
  }

  get #cycle(): number {
    return this.#cycleWords[0]! + this.#cycleWords[1]! * 2 ** 32;
  }

  /** As the module's `run`; may end early, with `limit`. */
  run(limit: number): number {
    this.#install();
    const cycle = this.#cycle;
    if (this.#samples === null && cycle >= this.#next) this.#decide(cycle);
    if (this.#samples === null) return this.#wasm.run(BigInt(Math.min(limit, this.#next)));
    const exit = this.#wasm.runToSample(BigInt(limit));
    if (exit !== EXIT.sample) return exit;
    this.#take();
    return EXIT.limit;
  }

  /** What was made already, by this machine or another. */
  #install(): void {
    const { batches, places } = this.#translation;
    if (this.#installed === batches.length) return;
    if (!this.#hasStarted) {
      this.#wasm.startTranslating(this.#policy.functionLimit);
      this.#wasm.table.set(0, this.#wasm.nowhere);
      this.#hasStarted = true;
    }
    const { table } = this.#wasm;
    const missing = places.size + 1 - table.length;
    if (missing > 0) table.grow(missing, this.#wasm.nowhere);
    for (const { module, roots } of batches.slice(this.#installed)) {
      const { exports } = new WebAssembly.Instance(module, { machine: { ...this.#wasm } });
      for (const root of roots) {
        const place = places.get(root)!;
        table.set(place, exports[nameOf(root)] as () => void);
        this.#wasm.setEntry(root, place);
      }
    }
    this.#installed = batches.length;
  }

  /** Instructions that may be translated now. */
  #allowance(cycle: number): number {
    return this.#policy.mostAfter(cycle) - this.#made;
  }

  /** Whether the loop still takes so many cycles that samples are worth it. */
  #decide(cycle: number): void {
    const { worth, totalLimit } = this.#policy;
    const translated = Number(this.#wasm.translatedCycles());
    const done = cycle - this.#since.cycles;
    const own = done - (translated - this.#since.translated);
    this.#since = { cycles: cycle, translated };
    this.#next = cycle + Math.floor(this.#policy.pause(cycle));
    if (own < worth * done || this.#translation.instructions >= totalLimit) return;
    if (this.#allowance(cycle) <= 0) return;
    if (this.#policy.isAtOnce) this.#translate([this.#pcWord[0]!]);
    this.#samples = new Map();
    this.#sampleCount = 0;
    this.#wasm.setSample(this.#policy.sampleCycles);
  }

  #take(): void {
    const { sampleCycles, samples } = this.#policy;
    const pc = this.#pcWord[0]!;
    const taken = this.#samples!;
    taken.set(pc, (taken.get(pc) ?? 0) + 1);
    this.#sampleCount++;
    this.#wasm.setSample(sampleCycles);
    if (this.#sampleCount < samples) return;
    this.#samples = null;
    this.#translate(this.#places(taken));
    this.#next = this.#cycle + Math.floor(this.#policy.pause(this.#cycle));
    this.#since = { cycles: this.#cycle, translated: Number(this.#wasm.translatedCycles()) };
  }

  /** Where the loop often was: what the program calls, then what it jumps to, most often first. */
  #places(taken: ReadonlyMap<number, number>): number[] {
    const least = Math.max(1, this.#policy.share * this.#sampleCount);
    const isCalled = (pc: number) => Number(this.#functions.has(pc));
    return [...taken]
      .filter(([, count]) => count >= least)
      .sort(([a, before], [b, after]) => isCalled(b) - isCalled(a) || after - before)
      .map(([pc]) => pc);
  }

  #regions(places: readonly number[]): Regions {
    const { functionLimit } = this.#policy;
    const regions: Regions = new Map();
    const covered = new Set<number>();
    const code = this.#code;
    let rest = this.#allowance(this.#cycle);
    let looks = MOST_LOOKS * functionLimit;
    for (const pc of places) {
      if (rest <= 0 || looks <= 0) break;
      if (covered.has(pc) || this.#translation.entries.has(pc) || regions.has(pc) || !canBegin(pc, code)) continue;
      const blocks = findBlocks(pc, code, functionLimit);
      let instructions = 0;
      for (const [at, { steps }] of blocks) {
        covered.add(at);
        instructions += steps;
      }
      looks -= instructions;
      // Later, when the program has run for as long.
      if (instructions > 2 * rest) continue;
      rest -= instructions;
      regions.set(pc, blocks);
    }
    return regions;
  }

  #placeOf(pc: number): number {
    const { places } = this.#translation;
    const place = places.get(pc) ?? places.size + 1;
    places.set(pc, place);
    return place;
  }

  #translate(samples: readonly number[]): void {
    const { batches, entries } = this.#translation;
    const regions = this.#regions(samples);
    if (regions.size === 0) return;
    const functions = this.#functionsOf(regions);
    const module = new WebAssembly.Module(encodeModule({ types: TYPES, imports: IMPORTS, functions }));
    batches.push({ module, roots: [...regions.keys()] });
    for (const [root, blocks] of regions) {
      entries.add(root);
      for (const { steps } of blocks.values()) {
        this.#translation.instructions += steps;
        this.#made += steps;
      }
    }
    this.#install();
  }

  #functionsOf(regions: Regions): FunctionCode[] {
    const indices = new Map([...regions.keys()].map((pc, i) => [pc, IMPORTS.length + i]));
    const links = {
      functionAt: (pc: number) => indices.get(pc) ?? null,
      placeOf: (pc: number) => (this.#code.at(pc) ? this.#placeOf(pc) : null),
    };
    return [...regions].map(([root, blocks]) => {
      this.#placeOf(root);
      const body = translateRegion(root, blocks, this.#target, links);
      return { type: REGION_TYPE, locals: LOCALS, body, name: nameOf(root) };
    });
  }
}
