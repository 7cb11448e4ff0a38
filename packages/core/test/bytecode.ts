// Random bytecode from a seed: mostly code that runs, with operands that matter (edges of integers, addresses that exist,
// memory offsets near and far), and now and then junk.
import { addressBytes } from "./evm.js";

/** xorshift64*, so that a seed gives the same programs everywhere. */
export class Random {
  private state: bigint;
  constructor(seed: number) {
    this.state = (BigInt(seed) * 0x9e37_79b9_7f4a_7c15n + 0x1234_5678_9abc_def1n) & 0xffff_ffff_ffff_ffffn;
    if (this.state === 0n) this.state = 1n;
    for (let i = 0; i < 8; i++) this.next();
  }
  next(): number {
    let x = this.state;
    x ^= x >> 12n;
    x ^= (x << 25n) & 0xffff_ffff_ffff_ffffn;
    x ^= x >> 27n;
    this.state = x;
    return Number(((x * 0x2545_f491_4f6c_dd1dn) & 0xffff_ffff_ffff_ffffn) >> 32n);
  }
  below(n: number): number {
    return this.next() % n;
  }
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

const EDGES = [
  0n,
  1n,
  2n,
  31n,
  32n,
  33n,
  255n,
  256n,
  257n,
  1n << 31n,
  1n << 32n,
  (1n << 32n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
  1n << 64n,
  (1n << 128n) - 1n,
  1n << 128n,
  1n << 255n,
  (1n << 255n) - 1n,
  (1n << 256n) - 1n,
  (1n << 256n) - 2n,
];

// prettier-ignore
/** Opcodes by what they take and give, with a weight. No BLOCKHASH: its answers are the block layer's. */
const OPERATIONS: readonly [opcode: number, takes: number, gives: number, weight: number][] = [
  [0x01, 2, 1, 3],
  [0x02, 2, 1, 3],
  [0x03, 2, 1, 3],
  [0x04, 2, 1, 3],
  [0x05, 2, 1, 3],
  [0x06, 2, 1, 3],
  [0x07, 2, 1, 3],
  [0x08, 3, 1, 3],
  [0x09, 3, 1, 3],
  [0x0a, 2, 1, 2],
  [0x0b, 2, 1, 3],
  [0x10, 2, 1, 2],
  [0x11, 2, 1, 2],
  [0x12, 2, 1, 2],
  [0x13, 2, 1, 2],
  [0x14, 2, 1, 2],
  [0x15, 1, 1, 2],
  [0x16, 2, 1, 1],
  [0x17, 2, 1, 1],
  [0x18, 2, 1, 1],
  [0x19, 1, 1, 1],
  [0x1a, 2, 1, 2],
  [0x1b, 2, 1, 2],
  [0x1c, 2, 1, 2],
  [0x1d, 2, 1, 2],
  [0x1e, 1, 1, 1],
  [0x30, 0, 1, 1],
  [0x32, 0, 1, 1],
  [0x33, 0, 1, 1],
  [0x34, 0, 1, 1],
  [0x35, 1, 1, 2],
  [0x36, 0, 1, 1],
  [0x38, 0, 1, 1],
  [0x3a, 0, 1, 1],
  [0x3d, 0, 1, 2],
  [0x41, 0, 1, 1],
  [0x42, 0, 1, 1],
  [0x43, 0, 1, 1],
  [0x44, 0, 1, 1],
  [0x45, 0, 1, 1],
  [0x46, 0, 1, 1],
  [0x47, 0, 1, 1],
  [0x48, 0, 1, 1],
  [0x49, 1, 1, 1],
  [0x4a, 0, 1, 1],
  [0x50, 1, 0, 2],
  [0x58, 0, 1, 1],
  [0x59, 0, 1, 2],
  [0x5a, 0, 1, 3],
  [0x5b, 0, 0, 1],
  [0x5f, 0, 1, 1],
];
const WEIGHTED = OPERATIONS.flatMap((operation) => Array<(typeof OPERATIONS)[number]>(operation[3]).fill(operation));

export class Generator {
  private code: number[] = [];
  private height = 0;
  constructor(
    private readonly random: Random,
    /** Addresses that calls and account opcodes aim at. */
    private readonly addresses: readonly bigint[],
    private readonly depth = 0,
  ) {}

  program(steps: number): Uint8Array {
    for (let i = 0; i < steps; i++) this.step();
    if (this.random.chance(60)) this.end();
    return new Uint8Array(this.code);
  }

  private op(opcode: number, takes: number, gives: number): void {
    this.code.push(opcode);
    this.height = Math.max(0, this.height - takes) + gives;
  }

  private push(value: bigint): void {
    const text = value.toString(16);
    const length = this.random.chance(5) ? 32 : Math.max(1, Math.ceil(text.length / 2));
    this.code.push(0x5f + length, ...Buffer.from(text.padStart(2 * length, "0"), "hex"));
    this.height++;
  }

  private value(): bigint {
    const kind = this.random.below(10);
    if (kind < 4) return BigInt(this.random.below(64));
    if (kind < 7) return this.random.pick(EDGES);
    let value = 0n;
    const words = 1 + this.random.below(8);
    for (let i = 0; i < words; i++) value = (value << 32n) | BigInt(this.random.next());
    return value;
  }

  private offset(): void {
    const kind = this.random.below(40);
    if (kind === 0) this.push(this.random.pick(EDGES));
    else if (kind === 1) this.push(BigInt(this.random.below(1 << 16)));
    else this.push(BigInt(this.random.below(200)));
  }

  private length(): void {
    const kind = this.random.below(40);
    if (kind === 0) this.push(this.random.pick(EDGES));
    else if (kind < 10) this.push(0n);
    else this.push(BigInt(this.random.below(120)));
  }

  private address(): void {
    const value = this.random.chance(85) ? this.random.pick(this.addresses) : this.value();
    // Not the point evaluation precompile: the reference needs a trusted setup for it.
    this.push(BigInt.asUintN(160, value) === 10n ? 0n : value);
  }

  private end(): void {
    const kind = this.random.below(8);
    if (kind < 3) {
      this.length();
      this.offset();
      this.op(0xf3, 2, 0);
    } else if (kind < 5) {
      this.length();
      this.offset();
      this.op(0xfd, 2, 0);
    } else if (kind === 5) {
      this.op(0x00, 0, 0);
    } else if (kind === 6) {
      this.address();
      this.op(0xff, 1, 0);
    } else {
      this.op(0xfe, 0, 0);
    }
  }

  private step(): void {
    const kind = this.random.below(100);
    if (kind < 38) {
      const [opcode, takes, gives] = this.random.pick(WEIGHTED);
      while (this.height < takes) this.push(this.value());
      this.op(opcode, takes, gives);
    } else if (kind < 48) {
      this.push(this.value());
    } else if (kind < 54) {
      // DUP and SWAP, sometimes deeper than the stack is.
      const deepest = this.random.chance(4) ? 16 : Math.min(16, this.height);
      if (deepest === 0) return;
      const n = this.random.below(deepest);
      if (this.random.chance(50)) this.op(0x80 + n, 0, 1);
      else if (n + 1 < this.height) this.op(0x90 + n, 0, 0);
    } else if (kind < 62) {
      this.memory();
    } else if (kind < 74) {
      this.storage();
    } else if (kind < 80) {
      this.account();
    } else if (kind < 92) {
      this.call();
    } else if (kind < 95) {
      this.create();
    } else if (kind < 97) {
      const topics = this.random.below(5);
      for (let i = 0; i < topics; i++) this.push(this.value());
      this.length();
      this.offset();
      this.op(0xa0 + topics, topics + 2, 0);
    } else if (kind < 99) {
      this.jump();
    } else if (this.random.chance(50)) {
      this.end();
    } else {
      this.code.push(this.random.below(256));
    }
  }

  private memory(): void {
    const kind = this.random.below(7);
    if (kind < 2) {
      this.offset();
      this.op(0x51, 1, 1);
    } else if (kind < 4) {
      this.push(this.value());
      this.offset();
      this.op(this.random.chance(70) ? 0x52 : 0x53, 2, 0);
    } else if (kind === 4) {
      this.length();
      this.offset();
      this.op(0x20, 2, 1);
    } else {
      this.length();
      this.offset();
      this.offset();
      this.op(this.random.pick([0x37, 0x39, 0x3e, 0x5e]), 3, 0);
    }
  }

  private storage(): void {
    const key = BigInt(this.random.below(4));
    const kind = this.random.below(10);
    if (kind < 3) {
      this.push(key);
      this.op(this.random.chance(80) ? 0x54 : 0x5c, 1, 1);
    } else {
      this.push(this.random.chance(60) ? BigInt(this.random.below(3)) : this.value());
      this.push(key);
      this.op(this.random.chance(80) ? 0x55 : 0x5d, 2, 0);
    }
  }

  private account(): void {
    const kind = this.random.below(4);
    if (kind === 3) {
      this.length();
      this.offset();
      this.offset();
      this.address();
      this.op(0x3c, 4, 0);
    } else {
      this.address();
      this.op([0x31, 0x3b, 0x3f][kind]!, 1, 1);
    }
  }

  private call(): void {
    const opcode = this.random.pick([0xf1, 0xf1, 0xf1, 0xf2, 0xf4, 0xfa]);
    this.length();
    this.offset();
    this.length();
    this.offset();
    if (opcode <= 0xf2) this.push(this.random.chance(70) ? 0n : BigInt(this.random.below(2000)));
    this.address();
    if (this.random.chance(70)) this.op(0x5a, 0, 1);
    else this.push(this.random.chance(80) ? BigInt(this.random.below(60_000)) : this.value());
    this.op(opcode, opcode <= 0xf2 ? 7 : 6, 1);
  }

  /** Init code of its own, brought into memory by MSTOREs. */
  private create(): void {
    const inner =
      this.depth < 2
        ? new Generator(this.random, this.addresses, this.depth + 1).program(this.random.below(12))
        : new Uint8Array(this.random.below(4)).fill(0x5b);
    for (let at = 0; at < inner.length; at += 32) {
      const word = Buffer.alloc(32);
      Buffer.from(inner.subarray(at, at + 32)).copy(word);
      this.code.push(0x7f, ...word);
      this.push(BigInt(at));
      this.code.push(0x52);
      this.height--;
    }
    const isTwo = this.random.chance(50);
    if (isTwo) this.push(BigInt(this.random.below(3)));
    if (this.random.chance(10)) this.length();
    else this.push(BigInt(inner.length));
    this.push(0n);
    this.push(this.random.chance(60) ? 0n : BigInt(this.random.below(50)));
    this.op(isTwo ? 0xf5 : 0xf0, isTwo ? 4 : 3, 1);
  }

  private jump(): void {
    if (this.random.chance(20)) {
      this.push(BigInt(this.random.below(this.code.length + 20)));
      if (this.random.chance(50)) this.op(0x56, 1, 0);
      else {
        while (this.height < 2) this.push(1n);
        this.op(0x57, 2, 0);
      }
      return;
    }
    // Forward over one junk byte.
    this.push(this.random.chance(50) ? 1n : 0n);
    this.code.push(0x61, 0, 0, 0x57);
    const position = this.code.length - 3;
    this.height--;
    this.code.push(0x58, 0x50);
    const target = this.code.length;
    this.code[position] = target >> 8;
    this.code[position + 1] = target & 0xff;
    this.code.push(0x5b);
  }
}

/** Contracts of random code at these addresses, each knowing the others. */
export function randomContracts(
  random: Random,
  at: readonly bigint[],
  targets: readonly bigint[],
): Map<bigint, Uint8Array> {
  const codes = new Map<bigint, Uint8Array>();
  for (const address of at) {
    const code = new Generator(random, targets).program(10 + random.below(60));
    // Where the fork has EIP-7702, some accounts delegate.
    if (random.chance(8))
      codes.set(
        address,
        new Uint8Array([0xef, 0x01, 0x00, ...addressBytes(random.pick(random.chance(60) ? at : targets))]),
      );
    else codes.set(address, code);
  }
  return codes;
}
