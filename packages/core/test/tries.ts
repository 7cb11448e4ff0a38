// Drives the tries of testing/state.ts, and the error record, from tests.
import { expect } from "vitest";
import type { Variant } from "../build.js";
import { type Loaded, type LoadOptions, loadTesting } from "./load.js";

export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
export const unhex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/^0x/, ""), "hex"));

/** Bytes 0 none, 1 invalid, 2 incomplete; see docs/interfaces.md, "Error record". */
export interface Failure {
  verdict: number;
  code: number;
  hash: string;
}

export const kinds = { node: 0, code: 1, header: 2, preimage: 3 } as const;

export class Core {
  private constructor(readonly wasm: Loaded) {}

  static async load(variant: Variant, options: LoadOptions = {}): Promise<Core> {
    const core = new Core(await loadTesting("state", variant, options));
    core.reset();
    return core;
  }

  get call() {
    return this.wasm.exports;
  }

  reset() {
    this.call.reset!();
  }

  /** Resets and takes these byte strings as the witness. */
  witness(nodes: Iterable<Uint8Array>, codes: Iterable<Uint8Array> = []) {
    this.reset();
    for (const node of nodes) this.add(node, kinds.node);
    for (const code of codes) this.add(code, kinds.code);
    this.call.hashWitness!();
  }

  add(bytes: Uint8Array, kind: number) {
    this.call.addWitness!(this.wasm.place(bytes), bytes.length, kind);
  }

  /** Runs `body` and gives what it recorded when it trapped; rethrows what is no recorded failure. */
  failure(body: () => void): Failure | undefined {
    try {
      body();
      return undefined;
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      const record = this.wasm.read((this.call.RECORD as unknown as WebAssembly.Global).value, 128);
      const view = new DataView(record.buffer);
      if (view.getUint32(0, true) === 0) throw error;
      return { verdict: view.getUint32(0, true), code: view.getUint32(4, true), hash: hex(record.subarray(16, 48)) };
    }
  }

  /** The items of the list section that an output function wrote. */
  list(output: string): Uint8Array[] {
    this.call[output]!();
    const size = this.call.outputSize!() >>> 0;
    const section = this.wasm.read(this.call.outputAt!(), size);
    const view = new DataView(section.buffer);
    const count = view.getUint32(0, true);
    expect(view.getUint32(4, true)).toBe(0);
    const items: Uint8Array[] = [];
    let at = (8 + 4 * count + 7) & ~7;
    for (let i = 0; i < count; i++) {
      const length = view.getUint32(8 + 4 * i, true);
      items.push(section.slice(at, at + length));
      const end = (at + length + 7) & ~7;
      expect(section.subarray(at + length, end).every((byte) => byte === 0)).toBe(true);
      at = end;
    }
    expect(at).toBe(size);
    return items;
  }

  /** The trie of the open state. */
  stateTrie(): TrieHandle {
    return new TrieHandle(this, this.call.stateTrie!());
  }

  trie(root: Uint8Array, anyKeys = false): TrieHandle {
    const open = anyKeys ? this.call.trieOpenAnyKeys! : this.call.trieOpen!;
    return new TrieHandle(this, open(this.wasm.place(root)));
  }
}

export class TrieHandle {
  constructor(
    private core: Core,
    private trie: number,
  ) {}

  get(key: Uint8Array): Uint8Array | undefined {
    const { call, wasm } = this.core;
    if (!call.trieGet!(this.trie, wasm.place(key), key.length)) return undefined;
    return wasm.read(call.valueFound!(), call.valueFoundLength!());
  }

  update(key: Uint8Array, value: Uint8Array) {
    this.core.call.trieUpdate!(
      this.trie,
      this.core.wasm.place(key),
      key.length,
      this.core.wasm.place(value),
      value.length,
    );
  }

  delete(key: Uint8Array): boolean {
    return this.core.call.trieDelete!(this.trie, this.core.wasm.place(key), key.length) !== 0;
  }

  root(): string {
    const dst = this.core.wasm.place(new Uint8Array(32));
    this.core.call.trieRoot!(this.trie, dst);
    return hex(this.core.wasm.read(dst, 32));
  }
}

export const EMPTY_ROOT = unhex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
export const EMPTY_CODE = unhex("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
