import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { mainnet } from "@assay/chain/networks";
import { encodeInput } from "@assay/witness/blockInput";
import { keccak_256 } from "@noble/hashes/sha3.js";
import asc from "assemblyscript/asc";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "./hex.ts";
import { InputError } from "./inputError.ts";
import { Core, OUTPUT } from "./instance.ts";
import { compileCore } from "./wasmFile.ts";

const module = compileCore();
const file = new URL("../../../fixtures/blocks/mainnet-2675000.json.gz", import.meta.url);
const block = JSON.parse(gunzipSync(readFileSync(file)).toString());
const nodes: Uint8Array[] = block.witness.state.map((hex: string) => fromHex(hex));

function input(changes: { nodes?: Uint8Array[]; codes?: string[]; hash?: string } = {}): Uint8Array {
  return encodeInput({
    chain: mainnet,
    blocks: [block.block],
    headers: block.witness.headers,
    nodes: changes.nodes ?? nodes,
    codes: changes.codes ?? block.witness.codes,
    claim: { source: "file", hash: (changes.hash ?? block.expected.blockHash) as `0x${string}` },
  });
}

function verify(core: Core, bytes: Uint8Array, outputs = 0) {
  return core.verify(bytes.length, (memory) => memory.set(bytes), outputs);
}

/** A core that behaves as told: only the exports that the loader calls. */
async function misbehaving(body: string): Promise<WebAssembly.Module> {
  const source = `
    @external("assay", "preimage") declare function preimage(key: usize, dst: usize, capacity: u32): i32;
    export function inputBuffer(length: u32): u32 { return 1024; }
    function start(outputs: u32): void { ${body} }
    export { start as load };
    export function hashWitness(): void {}
    export function blockCount(): u32 { return 0; }
    export function decodeBlock(k: u32): void {}
    export function recoverSenders(k: u32): void {}
    export function executeBlock(k: u32): void {}
    export function sealBlock(k: u32): void {}
    export function result(): u32 { return 0; }
    export function resultLength(): u32 { return 0; }
    export function errorRecord(): u32 { return 512; }
    export function buildState(): u32 { return 0; }
    function deep(x: i32): i32 { return x == -1 ? 0 : deep(x + 1) + 1; }
    export function used(): i32 { return deep(-1) + preimage(0, 0, 0); }`;
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ["core.ts", "-O", "--runtime", "stub", "--initialMemory", "1", "--outFile", "core.wasm"],
    {
      readFile: (name: string) => (name === "core.ts" ? source : null),
      writeFile: (_name: string, contents: Uint8Array) => {
        bytes = contents;
      },
      listFiles: () => [],
    } as never,
  );
  if (error || !bytes) throw new Error(stderr.toString());
  return new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
}

describe("outputs", () => {
  const outcome = verify(
    new Core(module),
    input(),
    Object.values(OUTPUT).reduce((all, bit) => all | bit, 0),
  );
  const result = outcome.result!;

  test("receipts are the expected ones", () => {
    expect(result.receipts.map(toHex)).toEqual(block.expected.receipts);
  });

  test("new nodes and the witness hold the post-state root", () => {
    const hashes = new Set(result.newNodes.map((node) => toHex(keccak_256(node))));
    expect(hashes).toContain(block.expected.stateRoot);
    expect(hashes.size).toBe(result.newNodes.length);
  });

  test("the computed header has the block's hash", () => {
    expect(result.headers.map((header) => toHex(keccak_256(header)))).toEqual([block.expected.blockHash]);
  });

  test("account and storage changes", () => {
    expect(result.accountChanges.length).toBeGreaterThan(10);
    for (const change of result.accountChanges) {
      expect(change.address.length).toBe(20);
      for (const { key, value } of change.storage) expect([key.length, value.length]).toEqual([32, 32]);
    }
    expect(result.accountChanges.some(({ storage }) => storage.length > 0)).toBe(true);
    expect(result.accountChanges.every(({ balance }) => balance < 10n ** 27n)).toBe(true);
  });

  test("touched keys and preimages read", () => {
    expect(new Set(result.touchedKeys.map((key) => key.length))).toEqual(new Set([20, 52]));
    const known = new Set(nodes.map((node) => toHex(keccak_256(node))));
    expect(result.preimagesRead.filter((hash) => known.has(toHex(hash))).length).toBeGreaterThan(100);
  });

  test("only what is asked for is there", () => {
    const plain = verify(new Core(module), input()).result!;
    expect(plain.summaries.length).toBe(1);
    expect([plain.receipts, plain.newNodes, plain.accountChanges, plain.touchedKeys, plain.headers]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
  });
});

describe("oracle", () => {
  const byHash = new Map(
    [...nodes, ...block.witness.codes.map((code: string) => fromHex(code)!)].map((bytes) => [
      toHex(keccak_256(bytes)).slice(4),
      bytes,
    ]),
  );

  test("nodes and codes that the input lacks are asked for by type and hash", () => {
    const keys: Uint8Array[] = [];
    const core = new Core(module, {
      oracle(key) {
        keys.push(key);
        return byHash.get(toHex(key).slice(4)) ?? null;
      },
    });
    expect(verify(core, input({ nodes: [], codes: [] })).verdict).toBe("valid");
    expect(keys.length).toBeGreaterThan(100);
    expect(new Set(keys.map((key) => key[0]))).toEqual(new Set([2]));
  });

  test("a lie is incomplete", () => {
    const core = new Core(module, { oracle: () => Uint8Array.of(1, 2, 3) });
    expect(verify(core, input({ nodes: nodes.slice(0, 3) })).failure).toMatchObject({
      verdict: "incomplete",
      name: "WITNESS_PREIMAGE_MISMATCH",
    });
  });

  test("an error of the oracle passes through, and the next run is fresh", () => {
    let fail = true;
    const core = new Core(module, {
      oracle() {
        if (fail) throw new Error("the node is down");
        return null;
      },
    });
    expect(() => verify(core, input({ nodes: [] }))).toThrow("the node is down");
    fail = false;
    expect(verify(core, input({ nodes: [] })).failure?.name).toBe("WITNESS_NODE_MISSING");
    expect(verify(core, input()).verdict).toBe("valid");
  });
});

describe("runs that end badly", () => {
  test("runs after a trap are as if it had not been", () => {
    const core = new Core(module);
    const wanted = verify(new Core(module), input()).result!.summaries;
    for (const bad of [input({ nodes: nodes.slice(1) }), new Uint8Array(3), input({ hash: `0x${"00".repeat(32)}` })]) {
      expect(verify(core, bad).verdict).not.toBe("valid");
      expect(verify(core, input()).result!.summaries).toEqual(wanted);
    }
  });

  test("an error while the input is written passes through", () => {
    const core = new Core(module);
    const failing = () => {
      throw new InputError("HEX_BROKEN", "bad");
    };
    expect(() => core.verify(100, failing)).toThrow("bad");
    expect(verify(core, input()).verdict).toBe("valid");
  });

  test.each([
    ["a trap without a record", "unreachable();", /without a reason \(unreachable\)/],
    ["a stack that overflows", "store<i32>(0, deep(load<i32>(0)));", /without a reason \(Maximum call stack/],
    ["no verdict", "", /without a verdict/],
    ["a division by zero", "store<i32>(0, 1 / load<i32>(8));", /divide by zero/],
  ])("%s is a bug, never a verdict", async (_name, body, message) => {
    const core = new Core(await misbehaving(body));
    const run = () => core.verify(8, () => {});
    expect(run).toThrow(message);
    expect(run).toThrow(InputError);
  });

  test("an input beyond 32 bits", () => {
    expect(() => new Core(module).verify(2 ** 33, () => {})).toThrow(/does not fit/);
  });
});

test("the module imports nothing but the oracle", () => {
  const imports = WebAssembly.Module.imports(module).map((entry) => `${entry.module}.${entry.name}`);
  expect(imports).toEqual(["assay.preimage"]);
  const trace = WebAssembly.Module.imports(compileCore("trace")).map((entry) => `${entry.module}.${entry.name}`);
  expect(trace.sort()).toEqual(["assay.preimage", "assay.trace"]);
});
