// Single parts of the core: the exports of packages/core/assembly/testing/official.ts, typed.
import { type Loaded, loadTesting } from "../../packages/core/test/load.ts";
import type { OfficialVariant } from "./variants.ts";

export interface PartsExports {
  reset(): void;
  errorRecord(): number;
  checkTransaction(ptr: number, length: number, fork: number, chainId: bigint): number;
  transactionIntrinsicGas(): bigint;
  precompile(number: number, fork: number, input: number, length: number, gas: bigint): bigint;
  precompileOutput(): number;
  precompileOutputLength(): number;
  trieOpenAnyKeys(root: number): number;
  trieUpdate(trie: number, key: number, keyLength: number, value: number, valueLength: number): void;
  trieDelete(trie: number, key: number, keyLength: number): void;
  trieRoot(trie: number, dst: number): void;
  rlpNext(ptr: number, end: number): number;
  isList(): number;
  payload(): number;
  payloadLength(): number;
  rlpBytesSize(ptr: number, length: number): number;
  rlpWriteBytes(dst: number, ptr: number, length: number): number;
  rlpWordSize(word: number): number;
  rlpWriteWord(dst: number, word: number): number;
  rlpListHeaderSize(length: number): number;
  rlpWriteListHeader(dst: number, length: number): number;
  difficultyAfter(
    dst: number,
    fork: number,
    number: bigint,
    timestamp: bigint,
    parentDifficulty: number,
    parentTimestamp: bigint,
    parentHasOmmers: number,
  ): void;
}

export type Parts = Omit<Loaded, "exports"> & { readonly exports: PartsExports };

export async function loadParts(variant: OfficialVariant): Promise<Parts> {
  return (await loadTesting("official", variant)) as unknown as Parts;
}
