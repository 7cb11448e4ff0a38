// anvil as an L1: blocks whose bytes have their hashes, with every type of transaction, blobs among them; what a fault-proof host
// asks of such an L1, and of its beacon API.
import { spawn } from "node:child_process";
import { toHex } from "@assay/core/hex";
import { Beacon } from "@assay/program/beacon";
import { BLOB_BYTES, commitmentOf, versionedHash } from "@assay/program/blob";
import { BlockSource } from "@assay/program/blockSource";
import { JsonRpc } from "@assay/program/jsonRpc";
import { NODE_LIMITS } from "@assay/program/limits";
import { MemoryStore } from "@assay/program/store";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { keccak256, parseTransaction, recoverTransactionAddress, type TransactionSerializedEIP4844 } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeBlob } from "../batcher/blob.ts";
import { Anvil } from "./anvil.ts";
import { type L1Block, L1Client } from "./l1Client.ts";
import { L1Relay } from "./l1Relay.ts";
import { Wallet } from "./wallet.ts";

const GENESIS_TIME = 1_700_000_000n;
const INBOX = "0xff00000000000000000000000000000000000901";
const key = (name: string) => toHex(keccak_256(new TextEncoder().encode(name)));
const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 255);

let anvil: Anvil;
let relay: L1Relay;
const blobs = [bytes(1000, 1), bytes(60_000, 2), bytes(0, 3)].map(encodeBlob);

/** Funds a wallet and makes four blocks: call data, two transactions with blobs, nothing, call data again after a slot was missed. */
async function makeBlocks(node: Anvil, client: L1Client): Promise<void> {
  const wallet = new Wallet(key("batcher"), client, 900n);
  await node.fund(wallet.address, 10n ** 20n);
  await wallet.send({ to: INBOX, data: bytes(3000, 4) });
  await node.mine(GENESIS_TIME + 12n);
  await wallet.send({ to: INBOX, blobs: blobs.slice(0, 2) });
  await wallet.send({ to: INBOX, data: bytes(10, 5) });
  await wallet.send({ to: INBOX, blobs: blobs.slice(2) });
  await node.mine(GENESIS_TIME + 24n);
  await node.mine(GENESIS_TIME + 36n);
  await wallet.send({ to: INBOX, data: bytes(100, 6) });
  await node.mine(GENESIS_TIME + 61n);
}

beforeAll(async () => {
  anvil = await Anvil.start({ chainId: 900n, genesisTime: GENESIS_TIME });
  relay = await L1Relay.start(anvil, GENESIS_TIME);
  await makeBlocks(anvil, new L1Client(new JsonRpc("L1", relay.address)));
});

afterAll(async () => {
  await relay?.stop();
  await anvil?.stop();
});

async function chain(address: string): Promise<L1Block[]> {
  const client = new L1Client(new JsonRpc("L1", address));
  const blocks: L1Block[] = [];
  for (let number = 0n; ; number++) {
    const block = await client.block(number);
    if (block === null) return blocks;
    blocks.push(block);
  }
}

describe("L1", () => {
  it("headers, transactions and receipts have the hashes and roots that name them", async () => {
    const blocks = await chain(relay.address);
    expect(blocks.map(({ timestamp }) => timestamp - GENESIS_TIME)).toEqual([0n, 12n, 24n, 36n, 61n]);
    expect(blocks.map(({ transactions }) => transactions.length)).toEqual([0, 1, 3, 0, 1]);
    for (const [i, block] of blocks.entries()) {
      expect(toHex(keccak_256(block.header))).toBe(block.hash);
      if (i > 0) expect(block.parentHash).toBe(blocks[i - 1]!.hash);
      expect(block.receipts.length).toBe(block.transactions.length);
    }
    const client = new L1Client(new JsonRpc("L1", relay.address));
    expect(await client.block(blocks[2]!.hash)).toEqual(blocks[2]);
    expect(await client.block("latest")).toEqual(blocks[4]);
    expect(await client.block(toHex(new Uint8Array(32)))).toBeNull();
  });

  it("a blob transaction stands in its block without its blobs, as viem reads it", async () => {
    const block = (await chain(relay.address))[2]!;
    const serialized = toHex(block.transactions[0]!) as TransactionSerializedEIP4844;
    const transaction = parseTransaction(serialized);
    const expected = blobs.slice(0, 2).map((blob) => toHex(versionedHash(commitmentOf(blob))));
    expect(transaction.blobVersionedHashes).toEqual(expected);
    expect(transaction.sidecars).toBeUndefined();
    const wallet = new Wallet(key("batcher"), new L1Client(anvil.rpc), 900n);
    expect((await recoverTransactionAddress({ serializedTransaction: serialized })).toLowerCase()).toBe(wallet.address);
    const rpc = new JsonRpc("L1", relay.address);
    expect(await rpc.request("eth_getRawTransactionByHash", [keccak256(serialized)])).toBe(serialized);
  });

  it("the same calls give the same chain", async () => {
    const other = await Anvil.start({ chainId: 900n, genesisTime: GENESIS_TIME });
    try {
      await makeBlocks(other, new L1Client(other.rpc));
      const again = await L1Relay.start(other, GENESIS_TIME);
      expect((await chain(again.address)).map(({ hash }) => hash)).toEqual(
        (await chain(relay.address)).map(({ hash }) => hash),
      );
      await again.stop();
    } finally {
      await other.stop();
    }
  });

  it("a host of the fault-proof program finds everything, also from anvil itself where no blobs are", async () => {
    for (const [address, count] of [
      [relay.address, 5],
      [anvil.address, 2],
    ] as const) {
      const store = new VerifiedStore(new MemoryStore());
      const source = new BlockSource(new JsonRpc("L1", address), store);
      const blocks = await chain(relay.address);
      for (const block of blocks.slice(0, count)) {
        const hash = keccak_256(block.header);
        expect((await source.header(hash)).number).toBe(block.number);
        await source.transactions(hash);
        await source.receipts(hash);
      }
    }
  });

  it("blobs come from the beacon API by slot, also when slots were missed", async () => {
    const beacon = new Beacon(relay.address);
    const timestamp = GENESIS_TIME + 24n;
    for (const blob of blobs) {
      const hash = versionedHash(commitmentOf(blob));
      const found = await beacon.blobs({ versionedHash: hash, index: 0n, timestamp });
      expect(found.map((candidate) => Buffer.compare(candidate, blob))).toEqual([0]);
      expect(found[0]!.length).toBe(BLOB_BYTES);
      for (const later of [12n, 13n, 37n]) {
        const elsewhere = { versionedHash: hash, index: 0n, timestamp: timestamp + later };
        await expect(beacon.blobs(elsewhere)).rejects.toMatchObject({ code: "NODE_ERROR" });
      }
    }
  });

  it("anvil's own beacon API, which has no config/spec and takes a slot for a block's number", async () => {
    const beacon = new Beacon(anvil.address);
    const hash = versionedHash(commitmentOf(blobs[1]!));
    const found = await beacon.blobs({ versionedHash: hash, index: 0n, timestamp: GENESIS_TIME + 24n });
    expect(found.map((candidate) => Buffer.compare(candidate, blobs[1]!))).toEqual([0]);
  });

  it("what anvil refuses is refused with its own words", async () => {
    const rpc = new JsonRpc("L1", relay.address);
    await expect(rpc.request("eth_sendRawTransaction", ["0x02c0"])).rejects.toThrow(/decode/i);
    await expect(rpc.request("debug_getRawHeader", ["0x00"])).rejects.toMatchObject({ unsupported: true });
    await expect(anvil.mine(GENESIS_TIME)).rejects.toThrow(/lower than/i);
  });

  it("an anvil that is not there", async () => {
    const options = { chainId: 900n, genesisTime: GENESIS_TIME, program: "/nowhere/anvil" };
    await expect(Anvil.start(options)).rejects.toMatchObject({ code: "NODE_UNREACHABLE" });
  });

  it("ends with the process that started it, even one that is killed", async () => {
    const script = `
      const { Anvil } = await import(${JSON.stringify(new URL("anvil.ts", import.meta.url).href)});
      console.log((await Anvil.start({ chainId: 900n, genesisTime: 1_700_000_000n })).address);
      setInterval(() => {}, 1000);
    `;
    const args = ["--import", "tsx", "--conditions=source", "--input-type=module", "-e", script];
    const parent = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const address = await new Promise<string>((resolve, reject) => {
      parent.once("exit", () => reject(new Error("the parent has ended")));
      parent.stdout.once("data", (data) => resolve(String(data).trim()));
    });
    const rpc = new JsonRpc("anvil", address, { ...NODE_LIMITS, attempts: 1, timeoutMs: 1000 });
    expect(await rpc.request("eth_chainId", [])).toBe("0x384");
    parent.removeAllListeners("exit");
    parent.kill("SIGKILL");
    await expect
      .poll(() => rpc.request("eth_chainId", []).catch((error) => error.code), { timeout: 20_000 })
      .toBe("NODE_UNREACHABLE");
  });
});
