// The recorded range of OP Mainnet as preimages in a store, and the core's job of deriving it from those alone.

import { mainnet } from "@assay/chain/networks";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { superchainById } from "@assay/chain/superchain";
import { bytesSection, containerSize, INPUT_MAGIC, listSection, writeContainer } from "@assay/core/container";
import { DERIVATION_INPUT } from "@assay/core/derivation";
import type { CoreJob } from "../src/client/coreRun.ts";
import type { BootInfo } from "../src/host/bootInfo.ts";
import { MemoryStore } from "../src/store/store.ts";
import { VerifiedStore } from "../src/store/verifiedStore.ts";
import { orderedTrie } from "../src/trie/orderedTrie.ts";
import { bytes, recordedChains } from "./replayChain.ts";

export const FIRST_BLOCK = 109_279_675n;
export const LAST_BLOCK = 109_279_683n;

const { l1Blocks, l2Blocks } = recordedChains();

export const L1_HEAD = bytes(l1Blocks.at(-1)!.hash);

/** All preimages of the range. */
export function derivationStore(): VerifiedStore {
  const store = new VerifiedStore(new MemoryStore());
  store.putHashed([...l1Blocks, l2Blocks[0]!].map(({ header }) => header));
  for (const { transactions, receipts } of [...l1Blocks, l2Blocks[0]!]) {
    store.putHashed(orderedTrie(transactions).nodes);
    if (receipts) store.putHashed(orderedTrie(receipts).nodes);
  }
  return store;
}

/** Boot values that nobody asks for when only `derive` runs. */
export const NO_BOOT: BootInfo = {
  l1Head: new Uint8Array(32),
  agreedOutputRoot: new Uint8Array(32),
  claimedOutputRoot: new Uint8Array(32),
  claimedBlockNumber: 0n,
  chainId: 10n,
  rollupConfig: null,
  l1ChainConfig: null,
};

/** Derives the range, with nothing in the input but the request and the L2 headers. */
export function derivationJob(): CoreJob {
  const request = new Uint8Array(80);
  const view = new DataView(request.buffer);
  request.set(bytes(l1Blocks.at(-1)!.hash), 0);
  request.set(bytes(l2Blocks[0]!.hash), 32);
  view.setBigUint64(64, LAST_BLOCK, true);
  view.setBigUint64(72, 18_090_205n, true);
  const headers = l2Blocks.slice(1).map(({ header }) => header);
  const lengths = headers.map(({ length }) => length);
  const sections = [
    bytesSection(DERIVATION_INPUT.rollup, encodeRollup(superchainById(10n)!, mainnet.blobSchedule)),
    bytesSection(DERIVATION_INPUT.request, request),
    listSection(DERIVATION_INPUT.l2Headers, lengths, (section, at, i) => section.set(headers[i]!, at)),
  ];
  const input = new Uint8Array(containerSize(sections));
  writeContainer(input, INPUT_MAGIC, sections);
  return { call: "derive", input };
}
