// Compiles a thin entry of assembly/testing for one variant and instantiates it. Compiled modules are kept in
// node_modules/.cache under a hash of every source file they are made from.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, type Variant } from "../build.js";
import { generatedModule } from "../data/modules.js";
import { accelerators, NO_ACCELERATORS } from "./accelerators.js";

const core = join(dirname(fileURLToPath(import.meta.url)), "..");
const assembly = join(core, "assembly");
const cache = join(core, "../../node_modules/.cache/assay-testing");

/** The builds whose behaviour must be the same. */
export const variants = ["wasm", "debug", "guest"] as const satisfies readonly Variant[];

/** Those, and for what a proving machine has accelerators for: on one with them, and on one without. */
export const acceleratedVariants = [...variants, "accelerated", "proving"] as const;

// biome-ignore lint/suspicious/noExplicitAny: exports of a Wasm module have no types of their own
export type Exports = Record<string, (...args: any[]) => any>;

export interface LoadOptions {
  /** Answers the import `assay.preimage`: the preimage of a 32-byte typed key, or undefined when there is none. */
  preimage?: (key: Uint8Array) => Uint8Array | undefined;
  /** Receives what the trace build writes. */
  trace?: (bytes: Uint8Array) => void;
  /** Whether the machine has the accelerators of the build `proving`. */
  accelerated?: boolean;
}

export interface Loaded {
  exports: Exports;
  memory: WebAssembly.Memory;
  /** Copy of `length` bytes at `ptr`. */
  read(ptr: number, length: number): Uint8Array;
  write(ptr: number, bytes: Uint8Array): void;
  /** `bytes` in fresh memory from the entry's `alloc` (export it from memory/arena); returns the address. */
  place(bytes: Uint8Array): number;
  /** The word at `ptr`: 32 bytes, little-endian. */
  readWord(ptr: number): bigint;
  writeWord(ptr: number, value: bigint): void;
  /** `value` as a word in fresh memory. */
  placeWord(value: bigint): number;
}

/** Every source file that `entry` reaches by its imports, and the two that every build has. */
function sources(entry: string): string[] {
  const seen = new Set<string>();
  const open = [join(assembly, entry), join(assembly, "error/abort.ts"), join(core, "build.ts")];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (file.endsWith("build.ts")) continue;
    for (const [, from] of source(file).matchAll(/\bfrom\s+"(\.[^"]+)"/g)) {
      const target = join(dirname(file), from as string);
      const isIndex = !existsSync(`${target}.ts`) && existsSync(join(target, "index.ts"));
      open.push(isIndex ? join(target, "index.ts") : `${target}.ts`);
    }
  }
  return [...seen].sort();
}

/** Text of a source file, or of the module that the build makes from a data file. */
function source(file: string): string {
  return generatedModule(relative(core, file)) ?? readFileSync(file, "utf8");
}

/** Wasm bytes of assembly/testing/`name`.ts, from the cache when no source has changed. */
export async function compileTesting(name: string, variant: Variant): Promise<Uint8Array> {
  const entry = `testing/${name}.ts`;
  const hash = createHash("sha256");
  for (const file of sources(entry)) hash.update(relative(core, file)).update("\0").update(source(file)).update("\0");
  const file = join(cache, `${name}-${variant}-${hash.digest("hex").slice(0, 24)}.wasm`);
  if (existsSync(file)) return readFileSync(file);
  const bytes = await compile(entry, variant);
  mkdirSync(cache, { recursive: true });
  // Two test runs may compile the same module at once: a rename is atomic.
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, bytes);
  renameSync(partial, file);
  return bytes;
}

/** A fresh instance of assembly/testing/`name`.ts. */
export async function loadTesting(
  name: string,
  variant: Variant | "accelerated",
  options: LoadOptions = {},
): Promise<Loaded> {
  const accelerated = variant === "accelerated";
  return instantiateTesting(await compileTesting(name, accelerated ? "proving" : variant), { accelerated, ...options });
}

/** A fresh instance of a module of assembly/testing. */
export async function instantiateTesting(bytes: Uint8Array, options: LoadOptions = {}): Promise<Loaded> {
  const module = await WebAssembly.compile(bytes as BufferSource);
  let memory: WebAssembly.Memory;
  const view = (ptr: number, length: number) => new Uint8Array(memory.buffer, ptr >>> 0, length);
  const instance = await WebAssembly.instantiate(module, {
    assay: {
      ...(options.accelerated ? accelerators(view) : NO_ACCELERATORS),
      preimage(key: number, dst: number, capacity: number): number {
        const found = options.preimage?.(view(key, 32).slice());
        if (found === undefined) return -1;
        const length = Math.min(found.length, capacity >>> 0);
        view(dst, length).set(found.subarray(0, length));
        return found.length;
      },
      trace(ptr: number, length: number): void {
        options.trace?.(view(ptr, length).slice());
      },
    },
  });
  const exports = instance.exports as Exports;
  memory = instance.exports.memory as WebAssembly.Memory;
  const loaded: Loaded = {
    exports,
    memory,
    read: (ptr, length) => view(ptr, length).slice(),
    write: (ptr, bytes) => view(ptr, bytes.length).set(bytes),
    place(bytes) {
      if (!exports.alloc) throw new Error("the entry must export alloc from memory/arena");
      const ptr = exports.alloc(bytes.length) >>> 0;
      loaded.write(ptr, bytes);
      return ptr;
    },
    readWord(ptr) {
      const words = new DataView(memory.buffer, ptr >>> 0, 32);
      let value = 0n;
      for (let i = 24; i >= 0; i -= 8) value = (value << 64n) | words.getBigUint64(i, true);
      return value;
    },
    writeWord(ptr, value) {
      const words = new DataView(memory.buffer, ptr >>> 0, 32);
      for (let i = 0; i < 4; i++) words.setBigUint64(8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
    },
    placeWord(value) {
      const ptr = loaded.place(new Uint8Array(32));
      loaded.writeWord(ptr, value);
      return ptr;
    },
  };
  return loaded;
}
