// A chain maker's chain as a derivation file with blobs, and the witness files of its first blocks (docs/formats.md).
import { fromHex, toHex } from "@assay/core/hex";
import type { Devnet } from "@assay/node/devnet/devnet";
import { blockRlp } from "@assay/node/engine";
import { rollupJson } from "@assay/node/rollupJson";
import { Beacon } from "@assay/program/beacon";
import { commitmentOf, loadKzg } from "@assay/program/blob";
import { parseTransaction } from "viem";
import { l1Chain } from "./deriving.ts";

const BLOB_TYPE = 3;

interface BlobJson {
  readonly commitment: string;
  readonly proof: string;
  readonly blob: string;
}

/** L1 from the rollup's genesis to its head, L2's genesis, and the headers of the blocks up to `last`. */
export async function derivationFile(devnet: Devnet, last: bigint) {
  const { engine, rollup } = devnet;
  const l1 = await l1Chain(devnet);
  const beacon = new Beacon(devnet.relay.address);
  const blobs: BlobJson[] = [];
  for (const { transactions, timestamp } of l1) {
    for (const transaction of transactions.filter((bytes) => bytes[0] === BLOB_TYPE)) {
      for (const hash of parseTransaction(toHex(transaction)).blobVersionedHashes ?? []) {
        const [blob] = await beacon.blobs({ versionedHash: fromHex(hash)!, index: null, timestamp });
        const commitment = commitmentOf(blob!);
        const proof = loadKzg().computeBlobKzgProof(blob!, commitment);
        blobs.push({ commitment: toHex(commitment), proof: toHex(Uint8Array.from(proof)), blob: toHex(blob!) });
      }
    }
  }
  const numbers = Array.from({ length: Number(last) }, (_, i) => BigInt(i) + 1n);
  const file = {
    rollupConfig: rollupJson(rollup),
    l1ChainConfig: devnet.l1ChainConfig,
    l1: l1.map(({ header, hash, number, transactions, receipts }) => ({
      number: Number(number),
      hash,
      header: toHex(header),
      transactions: transactions.map(toHex),
      receipts: receipts.map(toHex),
    })),
    start: {
      number: Number(engine.genesis.number),
      hash: engine.genesis.hash,
      header: toHex(engine.genesis.header),
      transactions: [] as string[],
    },
    blobs,
    expected: { blocks: numbers.map((number) => ({ header: toHex(engine.blockAt(number)!.header) })) },
  };
  const witnesses = numbers.map((number) => {
    const block = engine.blockAt(number)!;
    const { state, codes, headers } = engine.witness(block);
    const witness = { state: state.map(toHex), codes: codes.map(toHex), headers: headers.map(toHex) };
    return [number, { block: toHex(blockRlp(block)), witness }] as const;
  });
  return { file, witnesses };
}
