// Blockchain test files: a genesis state and block, then blocks in the order in which a node hears of them: some invalid,
// some on side chains. This file reads them; blockchainTests.ts runs them.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { encodeRlp, readRlpList, rlpToInteger } from "../../packages/chain/src/rlp.ts";
import { bytesOf, hexOf } from "./hexFields.ts";
import type { Alloc } from "./stateTestFile.ts";

interface BlockJson {
  rlp: string;
  blocknumber?: string;
  chainname?: string;
  [expectation: `expectException${string}`]: string;
}

interface BlockchainTestJson {
  network: string;
  pre: Alloc;
  postState?: Alloc;
  postStateHash?: string;
  genesisRLP: string;
  lastblockhash: string;
  blocks: BlockJson[];
}

/** What the harness itself needs to know of a header; everything else is the core's to read. */
export interface HeaderFacts {
  readonly rlp: Uint8Array;
  readonly hash: string;
  readonly parentHash: string;
  readonly stateRoot: string;
  readonly difficulty: bigint;
}

export interface TestBlock {
  readonly rlp: Uint8Array;
  /** null where the block is so malformed that it has no header. */
  readonly header: HeaderFacts | null;
  /** RLP of the ommers list; what ancestors' ommers are proven with. */
  readonly ommers: Uint8Array | null;
  /** Names of the refusals that are right; null when the block is valid. */
  readonly exceptions: readonly string[] | null;
}

export interface BlockchainTest {
  readonly name: string;
  readonly network: string;
  readonly alloc: Alloc;
  readonly genesis: TestBlock;
  readonly blocks: readonly TestBlock[];
  /** Hash of the head of the chain in the end. */
  readonly lastBlockHash: string;
  readonly postState: Alloc | null;
  readonly postStateRoot: string | null;
}

const EMPTY_LIST = Uint8Array.of(0xc0);

function readHeader(rlp: Uint8Array): HeaderFacts {
  const fields = readRlpList(rlp, 64);
  return {
    rlp,
    hash: hexOf(keccak_256(rlp)),
    parentHash: hexOf(fields[0]!.payload),
    stateRoot: hexOf(fields[3]!.payload),
    difficulty: rlpToInteger(fields[7]!.payload),
  };
}

function readBlock(json: { rlp: string }, exceptions: readonly string[] | null): TestBlock {
  const rlp = bytesOf(json.rlp);
  try {
    const items = readRlpList(rlp, 16);
    const ommers = items[2]?.encoded ?? EMPTY_LIST;
    return { rlp, header: readHeader(items[0]!.encoded), ommers, exceptions };
  } catch (error) {
    if (exceptions === null) throw error;
    return { rlp, header: null, ommers: null, exceptions };
  }
}

const TRANSACTIONS_ROOT = 4;

/** A list of items that are encoded already: a list's header is a string's, 0x40 higher. */
function encodedList(items: readonly Uint8Array[]): Uint8Array {
  const bytes = encodeRlp(Buffer.concat(items));
  bytes[0]! += 0x40;
  return bytes;
}

/** The block with another transactions root in its header. */
export function withTransactionsRoot(block: TestBlock, root: Uint8Array): TestBlock {
  const items = readRlpList(block.rlp, 16).map(({ encoded }) => encoded);
  const fields = readRlpList(items[0]!, 64).map(({ encoded }) => encoded);
  fields[TRANSACTIONS_ROOT] = encodeRlp(root);
  items[0] = encodedList(fields);
  return { ...block, rlp: encodedList(items), header: readHeader(items[0]) };
}

function expected(block: BlockJson): readonly string[] | null {
  const key = Object.keys(block).find((name) => name.startsWith("expectException"));
  return key ? block[key as `expectException${string}`]!.split("|") : null;
}

/** Every test of one file. */
export function readBlockchainTests(json: unknown): BlockchainTest[] {
  return Object.entries(json as Record<string, BlockchainTestJson>).map(([name, test]) => ({
    name,
    network: test.network,
    alloc: test.pre,
    genesis: readBlock({ rlp: test.genesisRLP }, null),
    blocks: test.blocks.map((block) => readBlock(block, expected(block))),
    lastBlockHash: test.lastblockhash.startsWith("0x") ? test.lastblockhash : `0x${test.lastblockhash}`,
    postState: test.postState ?? null,
    postStateRoot: test.postStateHash ?? null,
  }));
}
