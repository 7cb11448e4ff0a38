// Every bundled block, Frontier to Prague and Regolith to Holocene, from a peer that replays it with its witness.
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { captureBlock } from "@assay/capture/capture";
import { networkByName } from "@assay/chain/networks";
import { fromHex, toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { afterAll, expect, test } from "vitest";
import { transactionJson as depositJson } from "../../packages/program/test/rpcJson.ts";
import { blockJson, headerRlp, loneHeaderJson, type Nested, transactionJson } from "./blockToJson.ts";
import { type Methods, Peer } from "./peer.ts";

interface Fixture {
  readonly chain: string;
  readonly chainId: number;
  readonly block: string;
  readonly parentHeader?: string;
  readonly preimages?: readonly string[];
  readonly witness: { readonly headers: readonly string[] };
  readonly expected: { readonly blockHash: string };
}

const folder = new URL("../../fixtures/blocks/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".json.gz"));
const core = new Core(compileCore());
const peer = await Peer.with({});
afterAll(() => peer.stop());

function fixture(name: string): Fixture {
  return JSON.parse(gunzipSync(readFileSync(new URL(name, folder))).toString()) as Fixture;
}

/** As a node of that chain says the block: OP Stack transactions have a writer of their own. */
function json(rlp: Uint8Array, { chainId, chain }: Fixture, isFull: boolean): Record<string, unknown> {
  const [, transactions, ommers] = RLP.decode(rlp) as [Nested, Nested[], Nested[]];
  const uncles = ommers.map((ommer) => toHex(keccak_256(RLP.encode(ommer as never))));
  if (!/^(op|unichain)-/.test(chain)) return { ...blockJson(rlp, chainId, isFull), uncles };
  const isDeposit = (item: Nested): item is Uint8Array => item instanceof Uint8Array && item[0] === 0x7e;
  return {
    ...loneHeaderJson(headerRlp(rlp)),
    transactions: isFull
      ? transactions.map((item) => (isDeposit(item) ? depositJson(item) : transactionJson(item, chainId)))
      : [],
    // Canyon's headers have the root of no withdrawals.
    ...((RLP.decode(headerRlp(rlp)) as Nested[]).length > 16 ? { withdrawals: [] } : {}),
  };
}

function methodsOf(block: Fixture): Methods {
  const rlp = fromHex(block.block)!;
  const headers = [...block.witness.headers, ...(block.parentHeader ? [block.parentHeader] : [])].map(
    (text) => fromHex(text)!,
  );
  const named = new Map<string, Uint8Array>();
  for (const header of headers) {
    named.set(toHex(keccak_256(header)), header);
    const number = BigInt(toHex((RLP.decode(header) as Uint8Array[])[8]!).replace(/^0x$/, "0x0"));
    named.set(`0x${number.toString(16)}`, header);
  }
  const find = ([name, full]: readonly unknown[]) => {
    if (name === block.expected.blockHash) return json(rlp, block, full as boolean);
    const header = named.get(name as string);
    if (!header) return null;
    // A total difficulty is the node's word alone, and is not used.
    return { ...loneHeaderJson(header), totalDifficulty: "0x1" };
  };
  return {
    eth_getBlockByHash: find,
    eth_getBlockByNumber: find,
    debug_getRawBlock: ([hash]) => (hash === block.expected.blockHash ? block.block : null),
    debug_executionWitness: () => block.witness,
  };
}

test.each(names)("%s", async (name) => {
  const block = fixture(name);
  peer.methods = methodsOf(block);
  const hash = block.expected.blockHash as `0x${string}`;
  const options = { chain: networkByName(block.chain), core };
  if (block.preimages) {
    // Ommers of ancestors: no node is asked for them (docs/capture.md).
    await expect(captureBlock(peer.node(), hash, options)).rejects.toMatchObject({ code: "CAPTURE_IMPOSSIBLE" });
    return;
  }
  const captured = await captureBlock(peer.node(), hash, options);
  expect(captured).toMatchObject({ way: "witness", hash, verdict: { verdict: "valid", claim: "option" } });
});
