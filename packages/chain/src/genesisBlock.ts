// Block 0 of a genesis file: the core builds the state from `alloc`, the header follows from the file and the forks that
// are active at genesis, and its hash can be compared with the one that is known.
import { bytesSection, containerSize, INPUT_MAGIC, INPUT_SECTION, writeContainer } from "@assay/core/container";
import type { ForkName } from "@assay/core/forks";
import { FORKS } from "@assay/core/forks";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Core } from "@assay/core/instance";
import { encodeAlloc } from "./alloc.ts";
import type { Genesis, GenesisHeader } from "./genesis.ts";
import { encodeRlp, type RlpItem, rlpInteger } from "./rlp.ts";
import type { ChainSpec } from "./spec.ts";

/** keccak-256 of the RLP of an empty list: no ommers. */
const NO_OMMERS = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
/** Root of an empty trie: no transactions, receipts, withdrawals. */
const EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
/** sha-256 of nothing: no requests (EIP-7685). */
const NO_REQUESTS = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/** EIP-1559, INITIAL_BASE_FEE. */
const INITIAL_BASE_FEE = 1_000_000_000n;

export interface GenesisBlock {
  readonly hash: Hex;
  /** RLP. */
  readonly header: Uint8Array;
  readonly stateRoot: Hex;
  readonly nodes: readonly Uint8Array[];
  readonly codes: readonly Uint8Array[];
}

/** Whether a fork is active at block 0 with this timestamp. */
export function activeAtGenesis(spec: ChainSpec, fork: ForkName, timestamp: bigint): boolean {
  return spec.forks.some(
    (entry) =>
      FORKS[entry.fork] >= FORKS[fork] &&
      (entry.by === "block" ? entry.activation === 0n : entry.activation <= timestamp),
  );
}

/** RLP of the genesis header for a state root. */
export function genesisHeader(spec: ChainSpec, header: GenesisHeader, stateRoot: Uint8Array): Uint8Array<ArrayBuffer> {
  const active = (fork: ForkName) => activeAtGenesis(spec, fork, header.timestamp);
  const fields: RlpItem[] = [
    header.parentHash,
    fromHex(NO_OMMERS)!,
    header.coinbase,
    stateRoot,
    fromHex(EMPTY_ROOT)!,
    fromHex(EMPTY_ROOT)!,
    new Uint8Array(256),
    rlpInteger(header.difficulty),
    rlpInteger(0n),
    rlpInteger(header.gasLimit),
    rlpInteger(header.gasUsed),
    rlpInteger(header.timestamp),
    header.extraData,
    header.mixHash,
    header.nonce,
  ];
  if (active("london")) fields.push(rlpInteger(header.baseFeePerGas ?? INITIAL_BASE_FEE));
  if (active("shanghai")) fields.push(fromHex(EMPTY_ROOT)!);
  if (active("cancun")) {
    fields.push(rlpInteger(header.blobGasUsed ?? 0n), rlpInteger(header.excessBlobGas ?? 0n), new Uint8Array(32));
  }
  if (active("prague")) fields.push(fromHex(NO_REQUESTS)!);
  return encodeRlp(fields);
}

/** Builds block 0. @throws InputError GENESIS_WRONG when the file has no `alloc`, or the hash is not the known one */
export async function buildGenesisBlock(genesis: Genesis, core: Core): Promise<GenesisBlock> {
  if (!genesis.block)
    throw new InputError("GENESIS_WRONG", "the file has no alloc, so there is no genesis block to build");
  const { header, alloc } = genesis.block;
  const sections = [bytesSection(INPUT_SECTION.alloc, encodeAlloc(alloc))];
  const outcome = core.buildState(containerSize(sections), (memory) => writeContainer(memory, INPUT_MAGIC, sections));
  const result = outcome.result;
  const summary = result?.summaries[0];
  if (outcome.failure || !result || !summary) {
    throw new InputError("GENESIS_WRONG", outcome.failure?.message ?? "the core built no state", { at: "alloc" });
  }
  const encoded = genesisHeader(genesis.spec, header, fromHex(summary.postStateRoot)!);
  // Only genesis blocks need keccak outside the core, so only they load it.
  const { keccak_256 } = await import("@noble/hashes/sha3.js");
  const hash = toHex(keccak_256(encoded));
  const known = genesis.spec.genesisHash;
  if (known && hash !== known) {
    throw new InputError(
      "GENESIS_WRONG",
      `the genesis block has hash ${hash}, but ${genesis.spec.name} starts with ${known}`,
      {
        advice: "The file is not the genesis file of the chain whose id it has.",
      },
    );
  }
  return { hash, header: encoded, stateRoot: summary.postStateRoot, nodes: result.newNodes, codes: result.newCodes };
}
