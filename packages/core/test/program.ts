// Runs of `program` and `deriveAndExecute` with every preimage behind the import, and OP Mainnet's blocks 109279675 to 109279683 with
// their witnesses.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { encodeConfiguration } from "../../chain/src/configuration.js";
import { type RollupConfig, rollupConfigFromJson, rollupSpec } from "../../chain/src/rollupConfig.js";
import { encodeRollup } from "../../chain/src/rollupEncoding.js";
import { superchainById } from "../../chain/src/superchain.js";
import { orderedTrie } from "../../program/src/trie/orderedTrie.js";
import { bytesSection, type SectionSource } from "../src/container.js";
import { DERIVATION_INPUT } from "../src/derivation.js";
import { fromHex, toHex } from "../src/hex.js";
import { Core, type CoreOptions } from "../src/instance.js";
import { bootKey } from "../src/program.js";
import { compileCore } from "../src/wasmFile.js";
import { container } from "./derivation.js";
import { compileTesting, type variants } from "./load.js";

export const bytes = (hex: string) => fromHex(hex)!;

export function loadCore(variant: (typeof variants)[number], options: CoreOptions = {}): Core {
  return new Core(compileCore(variant), options);
}

/** One that forgets the state in memory, and what was fetched for it, before every block. */
export async function loadSettlingCore(options: CoreOptions = {}): Promise<Core> {
  return new Core(
    await WebAssembly.compile((await compileTesting("programSettling", "debug")) as BufferSource),
    options,
  );
}

/** Preimages by their key, as a host has them; and what was asked, in order. */
export class Preimages {
  readonly #others: (key: Uint8Array) => Uint8Array | null;
  readonly values = new Map<string, Uint8Array>();
  readonly asked: string[] = [];
  readonly hints: string[] = [];
  #isHidden: (key: string) => boolean = () => false;

  /** `others`: what else there is, beside what is added. */
  constructor(others: (key: Uint8Array) => Uint8Array | null = () => null) {
    this.#others = others;
  }

  /** A copy that has been asked nothing. */
  copy(): Preimages {
    const copy = new Preimages(this.#others);
    for (const [key, value] of this.values) copy.values.set(key, value);
    return copy;
  }

  add(...items: readonly Uint8Array[]): void {
    for (const item of items) this.values.set(keccakKey(item), item);
  }

  addBoot(boot: Boot): void {
    const u64 = (value: bigint) => {
      const number = new Uint8Array(8);
      new DataView(number.buffer).setBigUint64(0, value);
      return number;
    };
    const values = [
      boot.l1Head,
      boot.agreedOutputRoot,
      boot.claimedOutputRoot,
      u64(boot.claimedNumber),
      u64(boot.chainId),
    ];
    for (const [i, value] of values.entries()) this.values.set(toHex(bootKey(i + 1)), value);
  }

  readonly oracle = (key: Uint8Array, hints: readonly string[]): Uint8Array | null => {
    this.asked.push(toHex(key));
    this.hints.push(...hints);
    return this.#isHidden(toHex(key)) ? null : this.value(key);
  };

  /** Withholds every key that `isHidden`. */
  hide(isHidden: (key: string) => boolean): void {
    this.#isHidden = isHidden;
  }

  value(key: Uint8Array): Uint8Array | null {
    return this.values.get(toHex(key)) ?? this.#others(key);
  }
}

export interface Boot {
  readonly l1Head: Uint8Array;
  readonly agreedOutputRoot: Uint8Array;
  readonly claimedOutputRoot: Uint8Array;
  readonly claimedNumber: bigint;
  readonly chainId: bigint;
}

export function keccakKey(item: Uint8Array): string {
  const key = keccak_256(item);
  key[0] = 2;
  return toHex(key);
}

/** Output of version 0. */
export function outputBytes(stateRoot: Uint8Array, messagePasserRoot: Uint8Array, blockHash: Uint8Array): Uint8Array {
  const output = new Uint8Array(128);
  output.set(stateRoot, 32);
  output.set(messagePasserRoot, 64);
  output.set(blockHash, 96);
  return output;
}

/** Sections 1 and 11, and whatever else. */
export function programInput(
  rollup: RollupConfig,
  more: readonly SectionSource[] = [],
  l1BlobSchedule: Parameters<typeof encodeRollup>[1] = [],
): Uint8Array {
  const before = more.filter(({ id }) => id < DERIVATION_INPUT.rollup);
  const after = more.filter(({ id }) => id > DERIVATION_INPUT.rollup);
  return container([
    bytesSection(1, encodeConfiguration(rollupSpec(rollup))),
    ...before,
    bytesSection(DERIVATION_INPUT.rollup, encodeRollup(rollup, l1BlobSchedule)),
    ...after,
  ]);
}

export interface Request {
  readonly l1Head: Uint8Array;
  readonly start: Uint8Array;
  readonly target: bigint;
  readonly firstL1?: bigint;
}

export function requestSection(request: Request): SectionSource {
  const section = new Uint8Array(80);
  const view = new DataView(section.buffer);
  section.set(request.l1Head, 0);
  section.set(request.start, 32);
  view.setBigUint64(64, request.target, true);
  view.setBigUint64(72, request.firstL1 ?? 2n ** 64n - 1n, true);
  return bytesSection(DERIVATION_INPUT.request, section);
}

export function unzipped(path: string) {
  return JSON.parse(gunzipSync(readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url))).toString());
}

export const FIRST = 109279675;
export const LAST = 109279683;

/** The real range: everything of it as preimages. */
export function realRange() {
  const fixture = unzipped(`derivation/op-mainnet-${FIRST}-${LAST}.json.gz`);
  const preimages = new Preimages();
  for (const block of fixture.l1) {
    preimages.add(bytes(block.header));
    for (const items of [block.transactions, block.receipts]) {
      if (items) preimages.add(...orderedTrie(items.map(bytes)).nodes);
    }
  }
  preimages.add(bytes(fixture.start.header), ...orderedTrie(fixture.start.transactions.map(bytes)).nodes);
  for (let number = FIRST; number <= LAST; number++) {
    const { witness } = unzipped(`blocks/op-mainnet-${number}.json.gz`);
    for (const items of [witness.state, witness.codes, witness.headers]) preimages.add(...items.map(bytes));
  }
  return {
    fixture,
    preimages,
    rollup: rollupConfigFromJson(fixture.rollupConfig, superchainById),
    request: {
      l1Head: bytes(fixture.l1.at(-1).hash),
      start: bytes(fixture.start.hash),
      target: BigInt(LAST),
      firstL1: BigInt(fixture.l1[0].number),
    } as Request,
  };
}
