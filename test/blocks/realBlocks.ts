// The real blocks of fixtures/blocks as inputs, without the way that the product's own readers take.
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { networkById } from "../../packages/chain/src/networks.ts";
import type { Hex } from "../../packages/core/src/hex.ts";
import type { BlockInput } from "../../packages/witness/src/blockInput.ts";

const FOLDER = new URL("../../fixtures/blocks/", import.meta.url);

export interface BlockFile {
  chainId: number;
  kind: "l1" | "op";
  block: Hex;
  witness: { state: Hex[]; codes: Hex[]; headers: Hex[] };
  expected: {
    blockHash: Hex;
    stateRoot: Hex;
    receiptsRoot: Hex;
    gasUsed: number;
    receipts: Hex[];
  };
}

/** Names of the files of Ethereum L1 blocks. */
export function realBlockNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => /^(mainnet|hoodi|holesky)-\d+\.json\.gz$/.test(name))
    .map((name) => name.replace(".json.gz", ""));
}

export function readBlockFile(name: string): BlockFile {
  return JSON.parse(gunzipSync(readFileSync(new URL(`${name}.json.gz`, FOLDER))).toString());
}

export function readBlock(name: string): BlockInput {
  const file = readBlockFile(name);
  return {
    chain: networkById(BigInt(file.chainId))!,
    blocks: [file.block],
    headers: file.witness.headers,
    nodes: file.witness.state,
    codes: file.witness.codes,
    claim: { source: "file", hash: file.expected.blockHash },
  };
}
