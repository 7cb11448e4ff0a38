// Random logs on L1, seeded: deposits and configuration updates, well-formed and damaged in every way that leaves the chain able to
// go on. Left out is what the contracts on L1 keep away: deposits with more gas than a block has, a gas limit too small for the L1
// attributes, an EIP-1559 parameter of zero beside another.
import { createHash } from "node:crypto";
import { type Hex, toHex } from "@assay/core/hex";
import { packedScalar } from "../src/l1Info.ts";
import { configLog, configWord, depositLog, PORTAL, SYSTEM_CONFIG } from "./l1Events.ts";
import type { L1Contents, Log } from "./madeUpL1.ts";

export class Random {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (let size = 0; size < length; size += 32) {
      pieces.push(
        createHash("sha256")
          .update(`${this.#seed} ${this.#count++}`)
          .digest(),
      );
    }
    return new Uint8Array(Buffer.concat(pieces).subarray(0, length));
  }

  /** 0 to limit - 1. */
  below(limit: number): number {
    return new DataView(this.bytes(4).buffer).getUint32(0) % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  integer(bits: number): bigint {
    return bits === 0 ? 0n : BigInt(toHex(this.bytes(32))) >> BigInt(256 - bits);
  }
}

const hex = (random: Random, length: number): Hex => toHex(random.bytes(length));
const EDGES = [0n, 1n, 255n, 256n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 256n - 1n];

function amount(random: Random): bigint {
  // Mints add up on one account at most: far below 2^256.
  return random.below(3) === 0 ? random.pick(EDGES.slice(0, -1)) : random.integer(random.below(130));
}

function deposit(random: Random): Log {
  return depositLog({
    from: hex(random, 20),
    to: random.below(4) === 0 ? null : hex(random, 20),
    mint: amount(random),
    value: random.below(4) === 0 ? random.pick(EDGES) : amount(random),
    gas: BigInt(random.below(500_000)),
    data: hex(random, random.pick([0, 1, 31, 32, 33, 64, random.below(300)])),
  });
}

function update(random: Random): Log {
  const any = () => configWord(random.below(3) === 0 ? random.pick(EDGES) : random.integer(random.below(257)));
  switch (random.below(9)) {
    case 0:
      // The batcher stays, since its batches have to be found; a word too wide for an address changes nothing.
      return configLog(0, configWord(random.integer(95) * 2n ** 160n + 2n ** 161n));
    case 1:
      return configLog(
        1,
        any(),
        random.pick([any(), packedScalar(random.integer(32), random.integer(32)), configWord(random.integer(32))]),
      );
    case 2:
      return configLog(2, configWord(random.pick([BigInt(20_000_000 + random.below(20_000_000)), 2n ** 64n])));
    case 3:
      return configLog(3, any());
    case 4: {
      const parameter = () => BigInt(1 + random.below(1000));
      return configLog(4, configWord(random.pick([0n, (parameter() << 32n) | parameter(), 2n ** 64n])));
    }
    case 5:
      return configLog(5, random.pick([configWord(random.integer(96)), any()]));
    case 6:
      return configLog(6, random.pick([configWord(random.integer(40)), configWord(2n ** 64n)]));
    case 7:
      return configLog(7, random.pick([configWord(random.integer(16)), any()]));
    default:
      return configLog(8 + random.below(248), any());
  }
}

/** Bytes of a deposit's data whose change gives it other gas: offset and length of the ABI's head, mint and value before. */
const GAS = { from: 64 + 64, to: 64 + 72 };

function damaged(random: Random, log: Log): Log {
  const data = log.data.slice();
  switch (random.below(8)) {
    case 0: {
      const at = random.below(data.length);
      if (at < GAS.from || at >= GAS.to) data[at]! ^= 1 << random.below(8);
      // A configuration's value is not to become one that the contract refuses.
      return log.address === SYSTEM_CONFIG ? { ...log, data: log.data.slice(1) } : { ...log, data };
    }
    case 1:
      return { ...log, data: data.subarray(0, random.below(data.length)) };
    case 2:
      return { ...log, data: new Uint8Array([...data, ...random.bytes(random.pick([1, 31, 32]))]) };
    case 3:
      return { ...log, data: new Uint8Array([...data, ...new Uint8Array(32)]) };
    case 4:
      return { ...log, topics: log.topics.slice(0, random.below(log.topics.length + 1)) };
    case 5:
      return { ...log, topics: log.topics.map((topic, i) => (i === random.below(4) ? hex(random, 32) : topic)) };
    case 6:
      return { ...log, address: random.pick([hex(random, 20), PORTAL, SYSTEM_CONFIG]) };
    default:
      return { ...log, data: random.bytes(random.below(200)) };
  }
}

export function randomContents(random: Random): L1Contents {
  const receipts = Array.from({ length: random.below(4) }, () => ({
    failed: random.below(8) === 0,
    logs: Array.from({ length: random.below(4) }, () => {
      const log = random.below(2) === 0 ? deposit(random) : update(random);
      return random.below(3) === 0 ? damaged(random, log) : log;
    }),
  }));
  return { receipts, excessBlobGas: random.integer(random.below(29)) };
}
