// A range of L2 blocks derived from nodes: the client's worker asks, the host fetches.
//
// SOUNDNESS: the nodes choose where to start and which L1 head to believe when no hash is given; everything else is checked from there on
// by hash. That is why the starting block and the L1 head are printed. Test:
// test/program/commands.test.ts.
import { asBytes, asHash, asObject, asString, required } from "@assay/chain/fields";
import { readGenesis } from "@assay/chain/genesis";
import type { RollupConfig } from "@assay/chain/rollupConfig";
import type { BlobParameters } from "@assay/chain/spec";
import { superchainById } from "@assay/chain/superchain";
import { decodeDerivation } from "@assay/core/derivation";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { BlockSource } from "@assay/program/blockSource";
import { Host, type HostNodes } from "@assay/program/host";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { runInWorker } from "@assay/program/workerClient";
import { type DerivationRange, headerHash, rangeInput } from "@assay/witness/derive";
import { closeNodes, configFile, dataOf, nodesOf, rollupConfigFile } from "./claimSetup.ts";
import { loadCore } from "./core.ts";
import { type DerivationRun, failureWith } from "./derivedLines.ts";
import { UsageError } from "./exitCodes.ts";
import type { DeriveRangeFlags } from "./hostFlags.ts";
import { stopOnInterrupt } from "./interrupt.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";

/** L1 blocks after the last block's origin in which its batch is looked for, when no L1 head is given. */
const L1_BLOCKS_AFTER = 64n;
/** L2 headers asked for at once. */
const MAX_HEADERS = 256;
/** Place of the L1 origin's number in the L1 attributes: Bedrock's call data, and the packed form from Ecotone on. */
const BEDROCK_SELECTOR = "0x015d8eb9";
const BEDROCK_NUMBER = 4 + 24;
const PACKED_NUMBER = 28;

interface Chain {
  readonly rollup: RollupConfig;
  readonly rollupBytes: Uint8Array | null;
  readonly l1BlobSchedule?: readonly BlobParameters[];
}

function chainOf(flags: DeriveRangeFlags): Chain {
  const file = flags.rollupConfigPath === null ? null : rollupConfigFile(flags.rollupConfigPath);
  const rollup = file?.rollup ?? superchainById(flags.l2ChainId!);
  if (!rollup) throw new UsageError(`--l2-chain-id ${flags.l2ChainId}: no such chain is built in.`);
  const rollupBytes = file?.bytes ?? null;
  if (flags.l1ConfigPath === null) return { rollup, rollupBytes };
  const text = Buffer.from(configFile("l1-config-path", flags.l1ConfigPath)).toString("utf8");
  return { rollup, rollupBytes, l1BlobSchedule: readGenesis(text).spec.blobSchedule };
}

/** Hash of the block that a node has under a number or tag. */
async function hashAt(source: BlockSource, block: bigint | "latest"): Promise<Uint8Array> {
  const name = typeof block === "bigint" ? `0x${block.toString(16)}` : block;
  const method = "eth_getBlockByNumber";
  const found = asObject(await source.ask(method, [name, false]), method);
  return fromHex(asHash(required(found, "hash", method), `${method}.hash`))!;
}

/** L1 origin of an L2 block, as its L1 attributes say it: only where to begin to look. */
async function originOf(source: BlockSource, blockHash: Uint8Array): Promise<bigint> {
  const method = "eth_getBlockByHash";
  const block = asObject(await source.ask(method, [toHex(blockHash), true]), method);
  const transactions = required(block, "transactions", method);
  const first = Array.isArray(transactions) ? asObject(transactions[0], "transactions[0]") : {};
  const input = asString(required(first, "input", "transactions[0]"), "transactions[0].input");
  const bytes = asBytes(input, "transactions[0].input");
  const at = input.startsWith(BEDROCK_SELECTOR) ? BEDROCK_NUMBER : PACKED_NUMBER;
  if (bytes.length < at + 8) throw new InputError("FIELD_WRONG", "no L1 attributes", { at: "transactions[0].input" });
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at);
}

async function l1HeadOf(flags: DeriveRangeFlags, l1: BlockSource, l2: BlockSource, last: Uint8Array): Promise<Hex> {
  if (typeof flags.l1Head === "string") return flags.l1Head;
  if (flags.l1Head !== null) return toHex(await hashAt(l1, flags.l1Head));
  const latest = await l1.header(await hashAt(l1, "latest"));
  const wanted = (await originOf(l2, last)) + L1_BLOCKS_AFTER;
  return toHex(await hashAt(l1, wanted < latest.number ? wanted : latest.number));
}

/** Headers of the blocks `from` to `to`, and the hash of the block before them. */
async function headersOf(source: BlockSource, store: VerifiedStore, from: bigint, to: bigint) {
  let hash = await hashAt(source, to);
  const last = hash;
  const headers: Uint8Array[] = [];
  for (let number = to; number >= from; number--) {
    const key = Uint8Array.from(hash);
    key[0] = 2;
    // Most come in batches; what a batch did not bring is fetched by itself.
    if (!store.has(key)) await source.headersDown(hash, number, Math.min(Number(number - from) + 1, MAX_HEADERS));
    const { parentHash } = await source.header(hash);
    headers.unshift(store.get(key)!);
    hash = parentHash;
  }
  return { headers, start: hash, last };
}

export async function runRange(flags: DeriveRangeFlags, output: Output): Promise<DerivationRun> {
  const started = performance.now();
  const chain = chainOf(flags);
  const nodes = nodesOf(flags)!;
  const store = new VerifiedStore(dataOf(flags));
  const { signal, release } = stopOnInterrupt();
  const progress = new Progress(output.stderr, Number(flags.to - flags.from) + 1);
  try {
    const l1 = new BlockSource(nodes.l1, store);
    const l2 = new BlockSource(nodes.l2, store);
    const { headers, start, last } = await headersOf(l2, store, flags.from, flags.to);
    const l1Head = await l1HeadOf(flags, l1, l2, last);
    const range: DerivationRange = {
      ...chain,
      l1Head,
      firstL1: null,
      start: { hash: toHex(start) },
      followers: headers,
      target: flags.to,
    };
    if (flags.verbose) output.stderr.write(`from L2 block ${flags.from - 1n} ${toHex(start)}, up to L1 ${l1Head}\n`);
    const host = hostOf(flags, chain, nodes, store, l1Head, start, output);
    const call = flags.execute ? "deriveAndExecute" : "derive";
    const run = await runInWorker({ call, input: rangeInput(call, range) }, watched(host, progress), {
      module: loadCore(),
      store,
      signal,
    });
    if (!run.result) throw new InputError("CORE_TRAPPED", "the core gave no result");
    const derivation = decodeDerivation(run.result);
    return {
      ...derivation,
      chain: chain.rollup.name,
      file: null,
      execute: flags.execute,
      failure: failureWith(run.failure, run.missing),
      rejected: run.rejected,
      expected: derivation.blocks.map((_, i) => (headers[i] ? headerHash(headers[i]) : null)),
      roundTrips: { l1: nodes.l1.requests, beacon: nodes.beacon.requests, l2: nodes.l2.requests },
      ms: performance.now() - started,
    };
  } finally {
    progress.end();
    release();
    closeNodes(nodes);
    await store.close();
  }
}

function hostOf(
  flags: DeriveRangeFlags,
  chain: Chain,
  nodes: HostNodes,
  store: VerifiedStore,
  l1Head: Hex,
  start: Uint8Array,
  output: Output,
): Host {
  const nothing = new Uint8Array(32);
  return new Host({
    boot: {
      l1Head: fromHex(l1Head)!,
      agreedOutputRoot: nothing,
      claimedOutputRoot: nothing,
      claimedBlockNumber: flags.to,
      chainId: chain.rollup.l2ChainId,
      rollupConfig: chain.rollupBytes,
      l1ChainConfig: null,
    },
    agreedBlockHash: start,
    store,
    nodes,
    payloadWitness: flags.payloadWitness,
    ...(flags.verbose ? { log: (message: string) => output.stderr.write(`${message}\n`) } : {}),
  });
}

/** The bar moves with every block that is executed. */
function watched(host: Host, progress: Progress) {
  return {
    hint: (text: string) => {
      if (text.startsWith("l2-payload-witness ")) progress.advance();
      return host.hint(text);
    },
    preimage: (key: Uint8Array) => host.preimage(key),
    blob: (versionedHash: Uint8Array) => host.blob(versionedHash),
  };
}
