// Taiko's block witness: the header's hash, its transactions, its parent among the history, and the hash of the protocol instance that
// the proof has to be about (abi.encode of eight words, one of them the hash of fifteen more).
//
// SOUNDNESS: a witness is untrusted and in a form that repeats itself: what it says twice has to be the same, and hashes are computed
// here. What cannot be computed from it (the L1 side of the request) it merely claims. Tests: test/proofs/taikoMain.ts.
import { headerFromJson, transactionFromJson } from "@assay/chain/blockJson";
import { asArray, asBytes, asInteger, asObject, type JsonObject, required } from "@assay/chain/fields";
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { containerSize, INPUT_MAGIC, INPUT_SECTION, listSection, writeContainer } from "@assay/core/container";
import { decodeList } from "@assay/core/derivation";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Core } from "@assay/core/instance";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type Fault, fault } from "./fault.ts";
import { bytesOf } from "./words.ts";

export interface TaikoWitness {
  readonly chainId: bigint;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly blockHash: Hex;
  readonly parentHash: Hex;
  readonly stateRoot: Hex;
  readonly transactions: number;
  readonly prover: Hex;
  readonly metaHash: Uint8Array;
  /** What the proof's first two instances have to be. */
  readonly publicInputHash: Uint8Array;
  readonly fault: Fault | null;
}

/** @throws InputError where it is not in the witness's form */
export function readTaikoWitness(core: Core, value: unknown): TaikoWitness {
  const witness = asObject(value, "");
  const block = object(witness, "block", "");
  const ethBlock = object(witness, "eth_block", "");
  const instance = object(witness, "protocol_instance", "");
  const transition = object(instance, "transition", "protocol_instance");
  const header = headerFromJson(ethBlock, "eth_block");
  const stated = word(ethBlock, "hash", "eth_block");
  const parent = word(ethBlock, "parentHash", "eth_block");
  const history = asArray(required(block, "history_hashes", "block"), "block.history_hashes");
  const last = history.length === 0 ? null : asBytes(history.at(-1), `block.history_hashes[${history.length - 1}]`, 32);
  const metaHash = hashMetadata(
    object(instance, "block_metadata", "protocol_instance"),
    "protocol_instance.block_metadata",
  );
  const blob = word(object(instance, "block_metadata", ""), "blobHash", "protocol_instance.block_metadata");
  const prover = asBytes(required(instance, "prover", "protocol_instance"), "protocol_instance.prover", 20);
  const inTransition = (name: string) => word(transition, name, "protocol_instance.transition");

  const transactions = asArray(required(ethBlock, "transactions", "eth_block"), "eth_block.transactions").map(
    (transaction, i) => transactionFromJson(transaction, `eth_block.transactions[${i}]`),
  );
  const computed = keccak_256(header);
  const claims: readonly (readonly [string, Uint8Array, Uint8Array])[] = [
    ["the header's hash", stated, computed],
    ["the block hash of the transition", inTransition("blockHash"), computed],
    ["the parent hash of the transition", inTransition("parentHash"), parent],
    ["the last of the history hashes", last ?? new Uint8Array(0), parent],
    ["the transactions' root", word(ethBlock, "transactionsRoot", "eth_block"), rootOf(core, transactions)],
  ];
  const wrong = claims.find(([, said, found]) => !equalBytes(said, found));
  return {
    chainId: integer(block, "chain_id", "block"),
    number: integer(ethBlock, "number", "eth_block"),
    timestamp: integer(ethBlock, "timestamp", "eth_block"),
    blockHash: toHex(computed),
    parentHash: toHex(parent),
    stateRoot: toHex(word(ethBlock, "stateRoot", "eth_block")),
    transactions: transactions.length,
    prover: toHex(prover),
    metaHash,
    publicInputHash: keccak_256(
      concatBytes(
        parent,
        computed,
        inTransition("signalRoot"),
        inTransition("graffiti"),
        metaHash,
        padded(prover),
        // The list of transactions is the blob; no point of it is opened.
        blob,
        new Uint8Array(32),
      ),
    ),
    fault: wrong ? fault("WITNESS_MISMATCH", `${wrong[0]} is ${toHex(wrong[1])}, expected ${toHex(wrong[2])}`) : null,
  };
}

function rootOf(core: Core, transactions: readonly Uint8Array[]): Uint8Array {
  const sections = [
    listSection(
      INPUT_SECTION.preimages,
      transactions.map((transaction) => transaction.length),
      (section, at, i) => section.set(transactions[i]!, at),
    ),
  ];
  const { failure, result } = core.buildList(containerSize(sections), (memory) =>
    writeContainer(memory, INPUT_MAGIC, sections),
  );
  if (failure || !result) throw new InputError("CORE_TRAPPED", "the transactions' trie was not built");
  return fromHex(decodeList(result.bytes).root)!;
}

type MetaKind = 32 | 20 | "integer" | "flag";
const METADATA: readonly (readonly [string, MetaKind])[] = [
  ["l1Hash", 32],
  ["difficulty", 32],
  ["blobHash", 32],
  ["extraData", 32],
  ["depositsHash", 32],
  ["coinbase", 20],
  ["id", "integer"],
  ["gasLimit", "integer"],
  ["timestamp", "integer"],
  ["l1Height", "integer"],
  ["txListByteOffset", "integer"],
  ["txListByteSize", "integer"],
  ["minTier", "integer"],
  ["blobUsed", "flag"],
  ["parentMetaHash", 32],
];

function hashMetadata(metadata: JsonObject, at: string): Uint8Array {
  const encoded = METADATA.map(([name, kind]) => {
    if (kind === "integer") return bytesOf(integer(metadata, name, at));
    if (kind === "flag") return bytesOf(metadata[name] === true ? 1n : 0n);
    return padded(asBytes(required(metadata, name, at), `${at}.${name}`, kind));
  });
  return keccak_256(concatBytes(...encoded));
}

function padded(bytes: Uint8Array): Uint8Array {
  return concatBytes(new Uint8Array(32 - bytes.length), bytes);
}

function object(parent: JsonObject, name: string, at: string): JsonObject {
  return asObject(required(parent, name, at), at === "" ? name : `${at}.${name}`);
}

function word(parent: JsonObject, name: string, at: string): Uint8Array {
  return asBytes(required(parent, name, at), `${at}.${name}`, 32);
}

function integer(parent: JsonObject, name: string, at: string): bigint {
  return asInteger(required(parent, name, at), `${at}.${name}`, 64);
}
