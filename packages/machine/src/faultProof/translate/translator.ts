// Translates what runs often, and drives it. Nothing of this has a say in what a step does: it is the state after so many steps, however it
// was come to.
//
// After a while the loop is sampled: every so many steps that it takes itself, the program counter is noted. What is there often becomes
// functions. That is done again as long as the loop still takes many steps.

import { translateRegion } from "../../translate/region.ts";
import { REGION_TYPE, type Target } from "../../translate/target.ts";
import { encodeModule } from "../../translate/wasmWriter.ts";
import { WORD64 } from "../../translate/word.ts";
import { EXIT, type FastExports } from "../fast/module.ts";
import { DecodedCode } from "./code.ts";
import { type Driver, makeDriver } from "./driver.ts";
import { IMPORTS, LOCALS, TYPES } from "./frame.ts";
import { chooseRegions, Samples } from "./roots.ts";
import { fastTarget } from "./target.ts";

/** never: the loop does all. hot: what runs often is translated. always: everything, from the first step on; for tests. */
export type Translate = "never" | "hot" | "always";

export interface TranslationPolicy {
  /** Steps before anything is translated. */
  readonly warmUp: bigint;
  /** Steps of the loop from sample to sample; exactly, or to the next jump. */
  readonly sampleSteps: bigint;
  readonly isFine: boolean;
  /** Samples that are taken before regions are made of them, and how many of them a place must have. */
  readonly samples: number;
  readonly share: number;
  /** Instructions of a region, of all regions made at once, of all. */
  readonly regionLimit: number;
  readonly batchLimit: number;
  readonly totalLimit: number;
  /** Whether what never ran is translated too. */
  readonly includesUnseen: boolean;
  /** How often code may be written over before nothing is translated any more. */
  readonly mostFlushes: number;
  /** Steps before the next samples are taken, and the part of them that the loop must have taken. */
  readonly pause: bigint;
  readonly mostPause: bigint;
  readonly worth: number;
}

export const POLICIES: Readonly<Record<Exclude<Translate, "never">, TranslationPolicy>> = {
  hot: {
    warmUp: 2_000_000n,
    sampleSteps: 200n,
    isFine: false,
    samples: 2000,
    share: 0.001,
    regionLimit: 4000,
    batchLimit: 60_000,
    totalLimit: 600_000,
    includesUnseen: false,
    mostFlushes: 8,
    pause: 2_000_000n,
    mostPause: 8_000_000n,
    worth: 0.03,
  },
  always: {
    warmUp: 0n,
    sampleSteps: 1n,
    isFine: true,
    samples: 1,
    share: 0,
    regionLimit: 200,
    batchLimit: 1,
    totalLimit: Number.POSITIVE_INFINITY,
    includesUnseen: true,
    mostFlushes: Number.POSITIVE_INFINITY,
    pause: 0n,
    mostPause: 0n,
    worth: 0,
  },
};

export class Translator {
  readonly #wasm: FastExports;
  readonly #policy: TranslationPolicy;
  readonly #target: Target;
  readonly #table = new WebAssembly.Table({ initial: 1, element: "anyfunc" });
  #made: Driver | null = null;
  #words = new BigUint64Array(0);
  #code: DecodedCode;
  /** Places in the table by address; 0 is for what has none. */
  #places = new Map<number, number>();
  #samples: Samples | null = null;
  #translated = 0;
  #flushes = 0;
  #isOff = false;
  /** When samples are taken next, and what had been done when it was decided. */
  #next: bigint;
  #pause: bigint;
  #since = { steps: 0n, translated: 0n };

  /** @param zero what x0 reads as */
  constructor(wasm: FastExports, policy: TranslationPolicy, zero: bigint) {
    this.#wasm = wasm;
    this.#policy = policy;
    this.#next = this.#policy.warmUp;
    this.#pause = this.#policy.pause;
    this.#target = fastTarget({
      word: WORD64,
      zero,
      registers: wasm.registers(),
      readWays: wasm.readWays(),
      writeWays: wasm.writeWays(),
    });
    // The first instruction is within the budget.
    wasm.setRegionLimit(this.#policy.regionLimit - 1);
    this.#code = new DecodedCode(wasm, this.#policy.includesUnseen);
  }

  /** Made when it is needed, before anything is in the table: most runs are short. */
  get #driver(): Driver {
    if (this.#made === null) {
      this.#made = makeDriver(this.#wasm, this.#table);
      this.#table.set(0, this.#made.nothing);
      this.#table.grow(63, this.#made.nothing);
    }
    return this.#made;
  }

  #word(at: number): bigint {
    if (this.#words.length === 0) this.#words = new BigUint64Array(this.#wasm.memory.buffer);
    return this.#words[at >> 3]!;
  }

  get #steps(): bigint {
    return this.#word(this.#wasm.step());
  }

  /** Steps that translated code has taken. */
  get translatedSteps(): bigint {
    return (this.#made?.translatedSteps.value as bigint | undefined) ?? 0n;
  }

  /** As the module's `run`; may end early. */
  run(limit: bigint): number {
    const { warmUp } = this.#policy;
    if (this.#isOff) return this.#wasm.run(limit);
    if (this.#steps < warmUp) return this.#wasm.run(limit < warmUp ? limit : warmUp);
    while (this.#wantsSamples()) {
      const before = this.#steps;
      const exit = this.#sample(limit);
      if (exit !== EXIT.limit) return this.#ended(exit);
      // Too near the limit.
      if (this.#steps === before) break;
    }
    // Looks anew whether there is something to be translated.
    const until = this.#steps + this.#pause;
    return this.#ended(this.#driver.drive(this.#pause > 0n && until < limit ? until : limit, 0));
  }

  #ended(exit: number): number {
    if (exit !== EXIT.stale) return exit;
    this.#flush();
    return EXIT.limit;
  }

  #wantsSamples(): boolean {
    if (this.#translated >= this.#policy.totalLimit) return false;
    if (this.#samples) return true;
    const steps = this.#steps;
    if (steps < this.#next) return false;
    const { worth } = this.#policy;
    const done = steps - this.#since.steps;
    const own = done - (this.translatedSteps - this.#since.translated);
    this.#since = { steps, translated: this.translatedSteps };
    if (done > 0n && Number(own) < worth * Number(done)) {
      this.#pause = this.#pause * 2n < this.#policy.mostPause ? this.#pause * 2n : this.#policy.mostPause;
      this.#next = steps + this.#pause;
      return false;
    }
    this.#pause = this.#policy.pause;
    this.#next = steps + this.#pause;
    this.#samples = new Samples();
    return true;
  }

  /** Takes a sample, translates when there are enough, and goes on to the next one. LIMIT there, or where the limit is too near. */
  #sample(limit: bigint): number {
    const { sampleSteps, isFine, samples, share } = this.#policy;
    const taken = this.#samples!;
    const pc = this.#word(this.#wasm.pc());
    if (pc < 1n << 52n) taken.add(Number(pc), Number(this.#word(this.#wasm.registers() + 8)), this.#code);
    else taken.total++;
    if (taken.total >= samples) {
      this.#translate(taken.places(Math.max(1, share * samples)));
      this.#samples = null;
      this.#next = this.#steps + this.#pause;
      this.#since = { steps: this.#steps, translated: this.translatedSteps };
    }
    this.#wasm.setSample(sampleSteps, isFine ? 1 : 0);
    return this.#driver.drive(limit, 1);
  }

  /** Place in the table of what begins at an address. */
  #placeOf(pc: number): number {
    const known = this.#places.get(pc);
    if (known !== undefined) return known;
    const place = this.#places.size + 1;
    const { nothing } = this.#driver;
    if (place >= this.#table.length) this.#table.grow(this.#table.length, nothing);
    this.#places.set(pc, place);
    return place;
  }

  #translate(places: readonly number[]): void {
    const { batchLimit, regionLimit } = this.#policy;
    const regions = chooseRegions(places, this.#code, batchLimit, regionLimit);
    if (regions.size === 0) return;
    const indices = new Map([...regions.keys()].map((pc, i) => [pc, IMPORTS.length + i]));
    const links = {
      functionAt: (pc: number) => indices.get(pc) ?? null,
      placeOf: (pc: number) => (this.#code.at(pc) ? this.#placeOf(pc) : null),
    };
    const functions = [...regions].map(([root, blocks]) => ({
      type: REGION_TYPE,
      locals: LOCALS,
      body: translateRegion(root, blocks, this.#target, links),
      name: root.toString(16),
    }));
    const module = new WebAssembly.Module(encodeModule({ types: TYPES, imports: IMPORTS, functions }));
    const { exports } = new WebAssembly.Instance(module, { machine: { ...this.#wasm, table: this.#table } });
    for (const [root, blocks] of regions) {
      const place = this.#placeOf(root);
      this.#table.set(place, exports[root.toString(16)] as () => void);
      this.#code.setEntry(root, place);
      for (const { steps } of blocks.values()) this.#translated += steps;
    }
  }

  /** Code was written over: all that was made of it goes. */
  #flush(): void {
    this.#code.clearEntries();
    this.#code = new DecodedCode(this.#wasm, this.#policy.includesUnseen);
    for (const place of this.#places.values()) this.#table.set(place, this.#driver.nothing);
    this.#places = new Map();
    this.#samples = null;
    this.#wasm.setStale(0);
    this.#flushes++;
    if (this.#flushes > this.#policy.mostFlushes) this.#isOff = true;
  }
}
