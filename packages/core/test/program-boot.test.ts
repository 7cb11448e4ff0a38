// The program's prologue, and what is no way to begin or to go on: configurations that differ, agreed outputs that are none, an L1 head of
// another chain, calls out of order; deposits that no chain could execute.

import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeConfiguration } from "../../chain/src/configuration.js";
import { type RollupConfig, rollupSpec } from "../../chain/src/rollupConfig.js";
import { encodeRollup } from "../../chain/src/rollupEncoding.js";
import { SUPERCHAIN_NAMES, superchainByName } from "../../chain/src/superchain.js";
import type { L2Block } from "../../node/src/l2Block.js";
import { outputAt } from "../../node/src/output.js";
import { MadeUpL1 } from "../../node/test/madeUpL1.js";
import { L1 } from "../../node/test/scenario.js";
import { bytesSection } from "../src/container.js";
import { DERIVATION_INPUT, decodeDerivation } from "../src/derivation.js";
import { decodeErrorRecord } from "../src/errorRecord.js";
import { toHex } from "../src/hex.js";
import { bootKey, decodeProgram } from "../src/program.js";
import { compileCore } from "../src/wasmFile.js";
import { container } from "./derivation.js";
import { variants } from "./load.js";
import { type Boot, bytes, loadCore, outputBytes, Preimages, programInput, requestSection } from "./program.js";
import { OwnChain, TIME } from "./program-chain.js";

let chain: OwnChain;
let blocks: L2Block[];
let boot: Boot;
let host: Preimages;
const oracle = (key: Uint8Array, hints: readonly string[]) => host.oracle(key, hints);

beforeAll(async () => {
  chain = new OwnChain({ canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n, holocene: TIME + 100n });
  blocks = await chain.build(6);
  await chain.post(chain.posted(blocks));
  boot = chain.claim(blocks[1]!, blocks[4]!);
});

function judge(input: Uint8Array = chain.input(), changes: Partial<Boot> = {}) {
  host = chain.host(blocks[1]!, { ...boot, ...changes });
  return judgeBy(host, input);
}

function judgeBy(by: Preimages, input: Uint8Array = chain.input()) {
  host = by;
  const outcome = loadCore("wasm", { oracle }).program(input.length, (memory) => memory.set(input));
  return { verdict: outcome.verdict, name: outcome.failure?.name, hash: outcome.failure?.hash };
}

it("what both configurations say must be the same", () => {
  const { rollup } = chain.engine;
  expect(judge().verdict).toBe("valid");
  const input = (chainSide: RollupConfig, rollupSide: RollupConfig) =>
    container([
      bytesSection(1, encodeConfiguration(rollupSpec(chainSide))),
      bytesSection(DERIVATION_INPUT.rollup, encodeRollup(rollupSide, L1.blobSchedule)),
    ]);
  const others: Partial<RollupConfig>[] = [
    { l2ChainId: 5n },
    { forkTimes: { ...rollup.forkTimes, holocene: TIME + 102n } },
    { forkTimes: { ...rollup.forkTimes, isthmus: TIME + 200n } },
    { forkTimes: { regolith: 0n, canyon: 0n } },
    { parameters: { ...rollup.parameters, elasticity: 7n } },
    { parameters: { ...rollup.parameters, denominator: 51n } },
    { parameters: { ...rollup.parameters, denominatorCanyon: 251n } },
  ];
  for (const change of others) {
    const other = { ...rollup, ...change };
    for (const pair of [input(other, rollup), input(rollup, other)]) {
      expect(judge(pair)).toMatchObject({ verdict: "incomplete", name: "CONFIGURATIONS_DIFFER" });
    }
  }
  expect(judge(container([bytesSection(1, encodeConfiguration(rollupSpec(rollup)))]))).toMatchObject({
    verdict: "incomplete",
    name: "SECTION_MISSING",
  });
});

it("those of every built-in chain are", () => {
  expect(SUPERCHAIN_NAMES.length).toBeGreaterThan(20);
  for (const name of SUPERCHAIN_NAMES) {
    const rollup = superchainByName(name)!;
    host = new Preimages();
    const input = programInput(rollup);
    const { failure } = loadCore("wasm", { oracle }).program(input.length, (memory) => memory.set(input));
    // The first thing that is missing is the first boot value.
    expect(failure, name).toMatchObject({ name: "BOOT_VALUE_MISSING", hash: toHex(bootKey(1)) });
  }
});

it("an agreed output has version 0, 128 bytes, and the state root of its block", () => {
  const { stateRoot, messagePasserRoot, blockHash } = outputAt(chain.engine, blocks[1]!);
  const good = outputBytes(stateRoot, messagePasserRoot, blockHash);
  const version = good.slice();
  version[31] = 1;
  const state = good.slice();
  state[40]! ^= 1;
  for (const output of [version, state, good.subarray(0, 127), new Uint8Array([...good, 0])]) {
    const agreedOutputRoot = keccak_256(output);
    const with_ = chain.host(blocks[1]!, { ...boot, agreedOutputRoot });
    with_.add(output);
    expect(judgeBy(with_)).toEqual({
      verdict: "incomplete",
      name: "AGREED_OUTPUT_MALFORMED",
      hash: toHex(agreedOutputRoot),
    });
  }
  const nowhere = keccak_256(new Uint8Array(5));
  expect(judge(chain.input(), { agreedOutputRoot: nowhere })).toMatchObject({ name: "AGREED_OUTPUT_MISSING" });
  const lost = outputBytes(stateRoot, messagePasserRoot, nowhere);
  const without = chain.host(blocks[1]!, { ...boot, agreedOutputRoot: keccak_256(lost) });
  without.add(lost);
  expect(judgeBy(without)).toEqual({ verdict: "incomplete", name: "L2_HEADER_MISSING", hash: toHex(nowhere) });
});

it("an agreed block on another L1 chain is incomplete, never invalid", () => {
  const other = new MadeUpL1(TIME, "another L1");
  for (let i = 0; i < 8; i++) other.add();
  const by = chain.host(blocks[1]!, { ...boot, l1Head: bytes(other.hashAt(8)) });
  by.add(...other.blocks.map(({ header }) => header));
  expect(judgeBy(by)).toMatchObject({ verdict: "incomplete", name: "AGREED_ORIGIN" });
});

/** The L1 attributes deposit alone asks for 1,000,000 gas. */
const NO_ROOM = { systemConfig: { gasLimit: 500_000n }, seqWindowSize: 2n };

it.each(variants)("a block of deposits alone that is invalid ends the run as incomplete: %s", (variant) => {
  for (const holocene of [0n, TIME + 1000n]) {
    // The sequencer is silent: derivation makes empty blocks.
    const forks = { canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n, holocene };
    const tight = new OwnChain(forks, NO_ROOM);
    const { genesis } = tight.engine;
    const claim = tight.claim(genesis, genesis, { claimedNumber: 3n, claimedOutputRoot: new Uint8Array(32) });
    host = tight.host(genesis, claim);
    const input = tight.input();
    const outcome = loadCore(variant, { oracle }).program(input.length, (memory) => memory.set(input));
    expect(outcome.failure).toMatchObject({ verdict: "incomplete", name: "DEPOSITS_ONLY_INVALID", expected: 1n });
    expect(outcome.rejected.map(({ name }) => name)).toEqual(["TX_GAS_ALLOWANCE"]);
    expect(decodeProgram(outcome.result!.bytes)).toMatchObject({ verdict: "incomplete", reachedNumber: 0n });
  }
});

describe.each(variants)("calls out of order, %s", (variant) => {
  interface Exports {
    readonly memory: WebAssembly.Memory;
    inputBuffer(length: number): number;
    program(): void;
    deriveAndExecute(): void;
    resumeProgram(): void;
    errorRecord(): number;
  }

  function fresh(input: Uint8Array): Exports & { failure(): string | null } {
    host = chain.host(blocks[1]!, boot);
    const memory = () => exports.memory.buffer;
    const preimage = (keyPtr: number, dstPtr: number, capacity: number): number => {
      const value = host.oracle(new Uint8Array(memory(), keyPtr >>> 0, 32).slice(), []);
      if (!value) return -1;
      new Uint8Array(memory(), dstPtr >>> 0, Math.min(capacity, value.length)).set(value.subarray(0, capacity));
      return value.length;
    };
    const instance = new WebAssembly.Instance(compileCore(variant), { assay: { preimage } });
    const exports = instance.exports as unknown as Exports;
    new Uint8Array(memory(), exports.inputBuffer(input.length) >>> 0, input.length).set(input);
    const failure = () => {
      const record = decodeErrorRecord(new Uint8Array(memory(), exports.errorRecord() >>> 0, 128));
      return record && `${record.verdict} ${record.name}`;
    };
    return { ...exports, failure };
  }
  const OUT_OF_ORDER = "incomplete PHASE_OUT_OF_ORDER";

  it("nothing is gone on with that did not end by an invalid payload", () => {
    const input = chain.input();
    const unused = fresh(input);
    expect(() => unused.resumeProgram()).toThrow(WebAssembly.RuntimeError);
    expect(unused.failure()).toBe(OUT_OF_ORDER);

    const missing = fresh(input);
    host.hide((key) => host.asked.length > 20 && key.startsWith("0x02"));
    expect(() => missing.program()).toThrow(WebAssembly.RuntimeError);
    expect(missing.failure()).toMatch(/^incomplete WITNESS/);
    // Again and again: a missing preimage never becomes an invalid payload.
    for (let i = 0; i < 3; i++) {
      expect(() => missing.resumeProgram()).toThrow(WebAssembly.RuntimeError);
      expect(missing.failure()).toBe(OUT_OF_ORDER);
    }

    const finished = fresh(input);
    finished.program();
    expect(finished.failure()).toBeNull();
    expect(() => finished.resumeProgram()).toThrow(WebAssembly.RuntimeError);
    expect(finished.failure()).toBe(OUT_OF_ORDER);

    const wrong = fresh(input);
    host.values.set(toHex(bootKey(3)), new Uint8Array(32));
    wrong.program();
    expect(wrong.failure()).toBe("invalid OUTPUT_ROOT_MISMATCH");
    expect(() => wrong.resumeProgram()).toThrow(WebAssembly.RuntimeError);
    expect(wrong.failure()).toBe(OUT_OF_ORDER);
  });
});

it("deriveAndExecute derives to the end of L1, and nothing below the start", () => {
  const request = { l1Head: boot.l1Head, start: bytes(blocks[1]!.hash) };
  const derive = (target: bigint) => {
    host = chain.host(blocks[1]!, boot);
    const input = programInput(chain.engine.rollup, [requestSection({ ...request, target })], L1.blobSchedule);
    const outcome = loadCore("wasm", { oracle }).deriveAndExecute(input.length, (memory) => memory.set(input));
    expect(outcome.failure).toBeNull();
    const { stop, blocks: derived, safeHead, gasUsed } = decodeDerivation(outcome.result!.bytes);
    return { stop, hashes: derived.map(({ hash }) => hash), safeHead: safeHead.hash, gasUsed };
  };
  const hashes = blocks.slice(2).map(({ hash }) => hash);
  expect(derive(blocks[3]!.number)).toMatchObject({ stop: "target", hashes: hashes.slice(0, 2) });
  expect(derive(1000n)).toMatchObject({ stop: "l1Head", hashes, safeHead: hashes.at(-1) });
  expect(derive(0n)).toEqual({ stop: "target", hashes: [], safeHead: blocks[1]!.hash, gasUsed: 0n });
});
