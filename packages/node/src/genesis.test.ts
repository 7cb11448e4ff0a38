// Genesis blocks of every fork: their state by @ethereumjs/mpt, their rollup.json by packages/chain's strict reader, and the contracts
// by what they do in the blocks that follow.
import { decodeConfiguration, encodeConfiguration } from "@assay/chain/configuration";
import { readRlpList } from "@assay/chain/rlp";
import { ROLLUP_FORKS, readRollupConfig, rollupSpec } from "@assay/chain/rollupConfig";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, test } from "vitest";
import { MadeUpL1 } from "../test/madeUpL1.ts";
import { core, L1, planFor, TIME } from "../test/scenario.ts";
import { Engine } from "./engine.ts";
import { buildL2Genesis } from "./genesis.ts";
import { BEACON_ROOTS, BLOCK_HASHES, PREDEPLOY } from "./predeployAddresses.ts";
import { rollupJson } from "./rollupJson.ts";
import { Sequencer } from "./sequencer.ts";
import { readAccount, storageValue, walkTrie } from "./stateTrie.ts";

const ALICE: Hex = `0x${"a1".repeat(20)}`;
const l1 = new MadeUpL1(TIME);
for (let i = 0; i < 4; i++) l1.add();

function trimmed(value: bigint): Uint8Array {
  const hex = value === 0n ? "" : value.toString(16);
  return new Uint8Array(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"));
}

/** The state's root by another hand. */
async function rootOf(alloc: ReturnType<typeof buildL2Genesis>["alloc"]): Promise<Uint8Array> {
  const state = await createMPT({ useKeyHashing: true });
  for (const { address, nonce, balance, code, storage } of alloc) {
    const slots = await createMPT({ useKeyHashing: true });
    for (const { key, value } of storage) await slots.put(key, RLP.encode(trimmed(BigInt(toHex(value)))));
    await state.put(address, RLP.encode([trimmed(nonce), trimmed(balance), slots.root(), keccak_256(code)]));
  }
  return state.root();
}

/** Bedrock, then each fork from the start on. */
describe.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("%i forks from the start on", (count) => {
  const forks = ROLLUP_FORKS.slice(0, count);
  const has = (fork: (typeof ROLLUP_FORKS)[number]) => forks.includes(fork);
  const plan = planFor(l1, {
    forkTimes: Object.fromEntries(forks.map((fork) => [fork, 0n])),
    systemConfig: { gasLimit: 20_000_000n },
  });
  const genesis = buildL2Genesis(plan, core, { funds: { [ALICE]: 5n } });

  test("its state root is that of @ethereumjs/mpt", async () => {
    expect(genesis.stateRoot).toBe(toHex(await rootOf(genesis.alloc)));
  });

  test("its header has the fields of its fork", () => {
    const fields = readRlpList(genesis.header, 30);
    expect(fields.length).toBe(has("isthmus") ? 21 : has("ecotone") ? 20 : has("canyon") ? 17 : 16);
    expect(fields[12]!.payload.length).toBe(has("jovian") ? 17 : has("holocene") ? 9 : 0);
    expect(genesis.rollup.genesis.l2).toEqual({ number: 0n, hash: toHex(keccak_256(genesis.header)) });
  });

  test("its rollup.json is read back as it is", () => {
    const text = JSON.stringify(rollupJson(genesis.rollup));
    const read = readRollupConfig(text, () => null);
    expect(read).toEqual(genesis.rollup);
    const encoded = encodeConfiguration(rollupSpec(read));
    expect(decodeConfiguration(encoded, () => "custom")).toEqual({ ...genesis.spec, name: "custom" });
  });

  test("the blocks after it call the contracts of its forks", async () => {
    const engine = new Engine(genesis);
    const sequencer = new Sequencer(engine, l1, { l1BlobSchedule: L1.blobSchedule });
    for (let i = 0; i < 7; i++) expect(await sequencer.build()).toMatchObject({ kind: "built" });
    const root = fromHex(engine.head.stateRoot)!;
    const { nodes } = engine.store;
    const slot = (address: Hex, number: bigint) => {
      const account = readAccount(nodes, root, fromHex(address)!);
      const key = fromHex(`0x${number.toString(16).padStart(64, "0")}`)!;
      return account ? storageValue(walkTrie(nodes, account.storageRoot, key)) : null;
    };
    // L1Block: time and number of L1 block 1, which is 12 seconds in; its hash.
    expect(slot(PREDEPLOY.l1Block, 0n)).toBe(((TIME + 12n) << 64n) | 1n);
    expect(slot(PREDEPLOY.l1Block, 2n)).toBe(BigInt(l1.hashAt(1)));
    // EIP-4788: time at its place in the ring. EIP-2935: the parent's hash.
    const { timestamp, number, parentHash } = engine.head;
    expect(slot(BEACON_ROOTS, timestamp % 8191n)).toBe(has("ecotone") ? timestamp : null);
    expect(slot(BLOCK_HASHES, number - 1n)).toBe(has("isthmus") ? BigInt(parentHash) : null);
    expect(readAccount(nodes, root, fromHex(ALICE)!)!.balance).toBe(5n);
  });
});
