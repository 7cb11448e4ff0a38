// Inputs for `derive`, and instances of testing/derivation.ts that run them.
import type { Variant } from "../build.js";
import { BATCH_INPUT, type BatchInput, type DecodedBatches, decodeBatchesResult } from "../src/batches.js";
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  listSection,
  RESULT_MAGIC,
  readContainer,
  readList,
  type SectionSource,
  writeContainer,
} from "../src/container.js";
import { DERIVATION_INPUT, type Derivation, decodeDerivation } from "../src/derivation.js";
import { decodeErrorRecord, type Failure } from "../src/errorRecord.js";
import { type Loaded, loadTesting } from "./load.js";

export function list(id: number, items: readonly Uint8Array[]): SectionSource {
  return listSection(
    id,
    items.map((item) => item.length),
    (section, at, i) => section.set(items[i]!, at),
  );
}

export function container(sections: readonly SectionSource[]): Uint8Array {
  const bytes = new Uint8Array(containerSize(sections));
  writeContainer(bytes, INPUT_MAGIC, sections);
  return bytes;
}

export interface DerivationInput {
  readonly rollup: Uint8Array;
  readonly l1Head: Uint8Array;
  readonly start: Uint8Array;
  readonly target: bigint;
  /** First L1 block; by rule when it is left out. */
  readonly firstL1?: bigint;
  /** Headers of L1 and L2, found by hash. */
  readonly headers: readonly Uint8Array[];
  readonly nodes: readonly Uint8Array[];
  readonly followers?: readonly Uint8Array[];
  readonly blobs?: readonly Uint8Array[];
}

export function encodeDerivation(input: DerivationInput): Uint8Array {
  const request = new Uint8Array(80);
  const view = new DataView(request.buffer);
  request.set(input.l1Head, 0);
  request.set(input.start, 32);
  view.setBigUint64(64, input.target, true);
  view.setBigUint64(72, input.firstL1 ?? 2n ** 64n - 1n, true);
  return container([
    list(3, input.headers),
    list(4, input.nodes),
    bytesSection(DERIVATION_INPUT.rollup, input.rollup),
    bytesSection(DERIVATION_INPUT.request, request),
    list(DERIVATION_INPUT.l2Headers, input.followers ?? []),
    list(DERIVATION_INPUT.blobs, input.blobs ?? []),
  ]);
}

export interface DerivationOutcome extends Derivation {
  readonly failure: Failure | null;
}

export class DerivationCore {
  readonly core: Loaded;
  constructor(core: Loaded) {
    this.core = core;
  }

  static async load(variant: Variant): Promise<DerivationCore> {
    return new DerivationCore(await loadTesting("derivation", variant));
  }

  #write(bytes: Uint8Array): void {
    this.core.write(this.core.exports.inputBuffer!(bytes.length) >>> 0, bytes);
  }

  #result(address: number): Uint8Array {
    return this.core.read(address >>> 0, this.core.exports.resultLength!() >>> 0);
  }

  derive(input: DerivationInput | Uint8Array): DerivationOutcome {
    this.#write(input instanceof Uint8Array ? input : encodeDerivation(input));
    let failure: Failure | null = null;
    try {
      this.core.exports.derive!();
    } catch (error) {
      failure = decodeErrorRecord(this.core.read(this.core.exports.errorRecord!() >>> 0, 128));
      // A trap without a record is a bug.
      if (failure === null) throw error;
    }
    return { failure, ...decodeDerivation(this.#result(this.core.exports.result!())) };
  }

  /** Root and nodes of the trie over a list. */
  list(items: readonly Uint8Array[]): { root: Uint8Array; nodes: Uint8Array[] } {
    this.#write(container([list(8, items)]));
    const sections = readContainer(this.#result(this.core.exports.buildList!()), RESULT_MAGIC);
    return { root: sections.get(13)!, nodes: readList(sections.get(3)!) };
  }

  /** Whether a channel or batch is well formed. */
  isWellFormed(bytes: Uint8Array, kind: BatchInput, rollup: Uint8Array): boolean {
    return this.#inspect("inspect", bytes, kind, rollup) !== null;
  }

  /** Decodes a channel or batch; null when it is malformed. */
  decode(bytes: Uint8Array, kind: BatchInput, rollup: Uint8Array): DecodedBatches | null {
    const address = this.#inspect("decodeBatches", bytes, kind, rollup);
    return address === null ? null : decodeBatchesResult(this.#result(address), kind);
  }

  #inspect(call: string, bytes: Uint8Array, kind: BatchInput, rollup: Uint8Array): number | null {
    this.#write(container([list(8, [bytes]), bytesSection(DERIVATION_INPUT.rollup, rollup)]));
    try {
      return this.core.exports[call]!(BATCH_INPUT[kind]) as number;
    } catch (error) {
      const failure = decodeErrorRecord(this.core.read(this.core.exports.errorRecord!() >>> 0, 128));
      if (failure?.name === "BATCH_MALFORMED") return null;
      throw failure === null ? error : new Error(failure.message);
    }
  }
}

/** Derivation block by block, with all preimages from the import and nothing kept: what a long run is made of. */
export class DerivationStream {
  readonly #core: Loaded;
  readonly #preimages: Map<string, Uint8Array>;
  /** What was asked for, as `nameOf` says it. */
  readonly asked: string[];

  constructor(core: Loaded, preimages: Map<string, Uint8Array>, asked: string[]) {
    this.#core = core;
    this.#preimages = preimages;
    this.asked = asked;
  }

  static async load(variant: Variant): Promise<DerivationStream> {
    const preimages = new Map<string, Uint8Array>();
    const asked: string[] = [];
    const preimage = (key: Uint8Array) => {
      const name = preimageName(key);
      asked.push(name);
      return preimages.get(name);
    };
    return new DerivationStream(await loadTesting("derivation", variant, { preimage }), preimages, asked);
  }

  add(hash: Uint8Array, bytes: Uint8Array): void {
    this.#preimages.set(preimageName(hash), bytes);
  }

  nameOf(hash: Uint8Array): string {
    return preimageName(hash);
  }

  /** Forgets all preimages. */
  clear(): void {
    this.#preimages.clear();
    this.asked.length = 0;
  }

  #call<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      const failure = decodeErrorRecord(this.#core.read(this.#core.exports.errorRecord!() >>> 0, 128));
      throw failure === null ? error : new Error(`${failure.name}: ${failure.message}`);
    }
  }

  open(input: Omit<DerivationInput, "headers" | "nodes">): void {
    const bytes = encodeDerivation({ ...input, headers: [], nodes: [] });
    this.#core.write(this.#core.exports.inputBuffer!(bytes.length) >>> 0, bytes);
    this.#call(() => this.#core.exports.openStream!());
  }

  /** The next block, or null at the end of L1. */
  next(): Derivation["blocks"][number] | null {
    if (!this.#call(() => this.#core.exports.streamNext!())) return null;
    const address = this.#core.exports.result!() >>> 0;
    return decodeDerivation(this.#core.read(address, this.#core.exports.resultLength!() >>> 0)).blocks[0]!;
  }

  /** The header of the block that `next` gave last. */
  follow(header: Uint8Array): void {
    this.#core.write(this.#core.exports.streamHeader!() >>> 0, header);
    this.#call(() => this.#core.exports.streamFollow!(header.length));
  }

  /** Bytes of memory in use, and of linear memory. */
  memory(): { used: number; linear: number } {
    return { used: this.#core.exports.memoryUsed!() >>> 0, linear: this.#core.memory.buffer.byteLength };
  }
}

/** Keys have their type in the first byte. */
function preimageName(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset + 1, 31).toString("base64");
}
