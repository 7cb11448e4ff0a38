// Random programs that run the same way on any RV64IMA or RV32IM machine, and write all registers to standard output again and again: what
// qemu writes is what our machines have to write.
//
// x28 counts loops, x29 is for addresses, x30 points into memory that may be changed, x31 behind what has been logged. Nothing here is
// what machines may differ in: see "Against qemu" in docs/fault-proof-machine.md and docs/proving-machine.md.
import { elfFile } from "./elfFile.ts";
import { encode, type Fields, RV32IM, RV64IMA } from "./encode.ts";
import type { Random } from "./random.ts";

const CODE = 0x10000;
const TABLE = 0x400000;
/** x30 is at the border of its second page. */
const SCRATCH = 0x401000;
const SCRATCH_BYTES = 8192;
const LOG = 0x500000;
const LOGGED = 29;
const PAGE = 4096;
const UNITS_PER_BLOCK = 24;

/** What a processor has. */
class Target {
  readonly bits: 32 | 64;
  readonly instructions: typeof RV64IMA;
  readonly loads: readonly string[];
  readonly stores: readonly string[];
  readonly branches: readonly string[];
  readonly atomics: readonly string[];
  readonly simple: readonly string[];

  constructor(bits: 32 | 64) {
    this.bits = bits;
    this.instructions = bits === 64 ? RV64IMA : RV32IM;
    this.loads = ["lb", "lh", "lw", "ld", "lbu", "lhu", "lwu"].filter((name) => this.instructions[name]);
    this.stores = this.#names("S");
    this.branches = this.#names("B");
    this.atomics = this.#names("atomic").filter((name) => !/^(lr|sc)/.test(name));
    this.simple = [
      ...this.#names("R", "shift64", "shift32", "U"),
      ...this.#names("I").filter((name) => !this.loads.includes(name) && name !== "jalr"),
    ];
  }

  #names(...formats: string[]): string[] {
    return Object.entries(this.instructions).flatMap(([name, { format }]) => (formats.includes(format) ? [name] : []));
  }

  /** Of a register. */
  get bytes(): number {
    return this.bits / 8;
  }
  get load(): string {
    return this.bits === 64 ? "ld" : "lw";
  }
  get store(): string {
    return this.bits === 64 ? "sd" : "sw";
  }

  /** The proving machine wants accesses aligned. */
  place(access: string, offset: number): number {
    if (this.bits === 64) return offset;
    return offset & -({ b: 1, h: 2, w: 4 }[access[1]!] ?? 4);
  }
}

const TARGETS = { 32: new Target(32), 64: new Target(64) };

/** What is logged at the end of each block. */
export const logBlockBytes = (bits: 32 | 64) => TARGETS[bits].bytes * LOGGED;

export interface RandomProgram {
  readonly elf: Uint8Array;
  /** How often each instruction stands in it. */
  readonly counts: ReadonlyMap<string, number>;
}

class Writer {
  readonly words: number[] = [];
  readonly counts = new Map<string, number>();
  readonly #random: Random;
  readonly #target: Target;

  constructor(random: Random, target: Target) {
    this.#random = random;
    this.#target = target;
  }

  emit(name: string, fields: Partial<Fields>): void {
    this.words.push(encode(name, { rd: 0, rs1: 0, rs2: 0, immediate: 0, ...fields }, this.#target.instructions));
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** Any register that may be written. */
  #rd = () => this.#random.below(28);
  #rs = () => this.#random.below(32);
  #immediate = () =>
    this.#random.chance(0.3)
      ? this.#random.pick([0, 1, -1, -2048, 2047, 31, 32, 63])
      : Number(this.#random.u64() & 0xfffffn);

  simple(): void {
    this.emit(this.#random.pick(this.#target.simple), {
      rd: this.#rd(),
      rs1: this.#rs(),
      rs2: this.#rs(),
      immediate: this.#immediate(),
    });
  }

  #memory(): void {
    const random = this.#random;
    const near = random.chance(0.3) ? random.below(16) - 8 : random.below(4080) - 2040;
    const { loads, stores } = this.#target;
    const access = random.pick(random.chance(0.5) ? loads : stores);
    const immediate = this.#target.place(access, near);
    if (loads.includes(access)) this.emit(access, { rd: this.#rd(), rs1: 30, immediate });
    else this.emit(access, { rs1: 30, rs2: this.#rs(), immediate });
  }

  #atomic(): void {
    const random = this.#random;
    this.emit("addi", { rd: 29, rs1: 30, immediate: 8 * (random.below(500) - 250) });
    const width = random.pick([".w", ".d"]);
    if (random.chance(0.7)) {
      this.emit(random.pick(this.#target.atomics), { rd: this.#rd(), rs1: 29, rs2: this.#rs() });
      return;
    }
    this.emit(`lr${width}`, { rd: this.#rd(), rs1: 29 });
    this.emit(`sc${width}`, { rd: this.#rd(), rs1: 29, rs2: this.#rs() });
    // Its reservation is gone.
    if (random.chance(0.3)) this.emit(`sc${width}`, { rd: this.#rd(), rs1: 29, rs2: this.#rs() });
  }

  /** An edge into a register: values stay interesting. */
  #reload(): void {
    this.load(this.#rd());
  }

  load(rd: number): void {
    const { load, bytes } = this.#target;
    this.emit("lui", { rd: 29, immediate: TABLE >> 12 });
    this.emit(load, { rd, rs1: 29, immediate: bytes * this.#random.below(2040 / bytes) });
  }

  /** What follows is jumped over, or not. */
  #jump(): void {
    const random = this.#random;
    const skipped = new Writer(random, this.#target);
    for (let i = random.below(3); i >= 0; i--) skipped.unit(false);
    const distance = 4 * skipped.words.length + 4;
    switch (random.below(4)) {
      case 0:
        this.emit("jal", { rd: this.#rd(), immediate: distance });
        break;
      case 1:
        this.emit("auipc", { rd: 29 });
        // The lowest bit of the target is cleared.
        this.emit("jalr", { rd: this.#rd(), rs1: 29, immediate: (distance + 4) | random.below(2) });
        break;
      default:
        this.emit(random.pick(this.#target.branches), { rs1: this.#rs(), rs2: this.#rs(), immediate: distance });
    }
    this.#append(skipped);
  }

  #loop(): void {
    const random = this.#random;
    const body = new Writer(random, this.#target);
    for (let i = random.below(4); i >= 0; i--) body.unit(false);
    this.emit("addi", { rd: 28, immediate: 1 + random.below(5) });
    body.emit("addi", { rd: 28, rs1: 28, immediate: -1 });
    body.emit("bne", { rs1: 28, immediate: -4 * body.words.length });
    this.#append(body);
  }

  #append(other: Writer): void {
    for (const word of other.words) this.words.push(word);
    for (const [name, count] of other.counts) this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  unit(mayNest = true): void {
    const kind = this.#random.below(100);
    if (kind < 55) this.simple();
    else if (kind < 70) this.#memory();
    else if (kind < 80) this.#target.atomics.length > 0 ? this.#atomic() : this.#memory();
    else if (kind < 90 || !mayNest) this.#reload();
    else if (kind < 98) this.#jump();
    else this.#loop();
  }

  /** All registers but x30 and x31 to the log. */
  log(): void {
    const { store, bytes } = this.#target;
    for (let i = 0; i < LOGGED; i++) this.emit(store, { rs1: 31, rs2: 1 + i, immediate: bytes * i });
    this.emit("addi", { rd: 31, rs1: 31, immediate: bytes * LOGGED });
  }

  /** write(1, from, x29 - from). */
  write(from: number): void {
    this.emit("addi", { rd: 10, immediate: 1 });
    this.emit("lui", { rd: 11, immediate: from >> 12 });
    this.emit("sub", { rd: 12, rs1: 29, rs2: 11 });
    this.emit("addi", { rd: 17, immediate: 64 });
    this.emit("ecall", {});
  }
}

/** @param units of one to some twenty instructions each */
export function randomProgram(random: Random, units: number, bits: 32 | 64): RandomProgram {
  const writer = new Writer(random, TARGETS[bits]);
  writer.emit("lui", { rd: 30, immediate: (SCRATCH + PAGE) >> 12 });
  writer.emit("lui", { rd: 31, immediate: LOG >> 12 });
  for (let i = 1; i < 30; i++) writer.load(i);
  const blocks = Math.ceil(units / UNITS_PER_BLOCK);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < UNITS_PER_BLOCK; i++) writer.unit();
    writer.log();
  }
  writer.emit("addi", { rd: 29, rs1: 31 });
  writer.write(LOG);
  writer.emit("lui", { rd: 29, immediate: (SCRATCH + SCRATCH_BYTES) >> 12 });
  writer.write(SCRATCH);
  writer.emit("addi", { rd: 10, immediate: 0 });
  writer.emit("addi", { rd: 17, immediate: 93 });
  writer.emit("ecall", {});
  const code = new Uint8Array(new Uint32Array(writer.words).buffer);
  const data = new Uint8Array(PAGE + SCRATCH_BYTES);
  data.set(new Uint8Array(BigUint64Array.from({ length: 256 }, () => random.value()).buffer));
  data.set(random.bytes(SCRATCH_BYTES), PAGE);
  const log = { address: LOG, bytes: new Uint8Array(0), memoryBytes: logBlockBytes(bits) * blocks };
  // On the proving machine nothing is written and executed both.
  const [run, write] = bits === 64 ? [7, 7] : [5, 6];
  const parts = [
    { address: CODE, bytes: code, flags: run },
    { address: TABLE, bytes: data, flags: write },
    { ...log, flags: write },
  ];
  const elf = elfFile(CODE, parts, [], bits);
  return { elf, counts: writer.counts };
}
