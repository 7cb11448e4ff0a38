// A node that replays the bundled blocks of Hoodi: their JSON, their headers, and their execution witness.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fromHex } from "@assay/core/hex";
import { RLP } from "@ethereumjs/rlp";
import { blockJson, hashOf, headerRlp, loneHeaderJson } from "./blockToJson.ts";
import type { Methods } from "./peer.ts";

export const HOODI_BLOCKS = [974567, 1041734, 1265656, 1281069] as const;
const CHAIN_ID = 560048;

interface Fixture {
  readonly block: string;
  readonly witness: { readonly state: string[]; readonly codes: string[]; readonly headers: string[] };
}

interface Replayed {
  readonly rlp: Uint8Array;
  readonly hash: string;
  readonly number: number;
  readonly witness: Fixture["witness"];
}

export function hoodiBlock(number: number): Replayed {
  const file = new URL(`../../fixtures/blocks/hoodi-${number}.json.gz`, import.meta.url);
  const { block, witness } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Fixture;
  const rlp = fromHex(block)!;
  return { rlp, number, witness, hash: hashOf(headerRlp(rlp)) };
}

function numberOf(header: Uint8Array): number {
  return Number(`0x${Buffer.from((RLP.decode(header) as Uint8Array[])[8]!).toString("hex")}`);
}

/** The methods of such a node; `witnessMethod` is what it calls its execution witness. */
export function hoodiMethods(witnessMethod = "debug_executionWitness"): Methods {
  const blocks = HOODI_BLOCKS.map(hoodiBlock);
  const headers = new Map<string, Uint8Array>();
  for (const { witness } of blocks) {
    for (const header of witness.headers.map((text) => fromHex(text)!)) {
      headers.set(hashOf(header), header);
      headers.set(`0x${numberOf(header).toString(16)}`, header);
    }
  }
  const find = (name: unknown) =>
    name === "latest"
      ? blocks.at(-1)
      : blocks.find(({ hash, number }) => hash === name || `0x${number.toString(16)}` === name);
  const block = ([name, full]: readonly unknown[]) => {
    const found = find(name);
    if (found) return blockJson(found.rlp, CHAIN_ID, full as boolean);
    const header = headers.get(name as string);
    return header ? loneHeaderJson(header) : null;
  };
  return {
    eth_chainId: () => `0x${CHAIN_ID.toString(16)}`,
    eth_blockNumber: () => `0x${HOODI_BLOCKS.at(-1)!.toString(16)}`,
    eth_getBlockByNumber: block,
    eth_getBlockByHash: block,
    [witnessMethod]: ([name]) => {
      const found = find(name);
      if (!found) throw new Error("block not found");
      return { ...found.witness, keys: [] };
    },
  };
}
