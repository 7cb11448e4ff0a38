// Recorded runs of the fault-proof program, in fixtures/program: boot values as JSON, and everything that the program read as one
// binary input, so that a core or a guest can run it by itself.
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { encodeConfiguration } from "@assay/chain/configuration";
import { readChainConfig } from "@assay/chain/genesis";
import { rollupConfigFromJson, rollupSpec } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  listSection,
  readContainer,
  readList,
  writeContainer,
} from "@assay/core/container";
import { DERIVATION_INPUT } from "@assay/core/derivation";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import type { BootInfo } from "@assay/program/bootInfo";
import type { Read } from "./preimages.ts";

const folder = new URL("../../fixtures/program/", import.meta.url);

/** The file beside the binary input. */
export interface RecordedFacts {
  readonly boot: {
    readonly l1Head: Hex;
    readonly agreedOutputRoot: Hex;
    readonly claimedOutputRoot: Hex;
    readonly claimedBlockNumber: number;
    readonly chainId: number;
    readonly rollupConfig: Record<string, unknown>;
    readonly l1ChainConfig: Record<string, unknown>;
  };
  readonly agreedBlockHash: Hex;
  /** What a run finds. */
  readonly expected: {
    readonly reachedHash: Hex;
    readonly transactions: number;
    readonly gasUsed: number;
    readonly payloadsRejected: number;
  };
}

export interface Recording {
  readonly facts: RecordedFacts;
  readonly boot: BootInfo;
  /** Sections 1, 8, 11 and 14 (docs/interfaces.md, "Binary input"). */
  readonly input: Uint8Array;
  /** What is found by keccak-256. */
  readonly preimages: readonly Uint8Array[];
  /** Commitment, proof and blob. */
  readonly blobs: readonly Uint8Array[];
}

function list(id: number, items: readonly Uint8Array[]) {
  const lengths = items.map((item) => item.length);
  return listSection(id, lengths, (section, at, i) => section.set(items[i]!, at));
}

function encodeRecording(facts: RecordedFacts, reads: readonly Read[]): Uint8Array {
  const rollup = rollupConfigFromJson(facts.boot.rollupConfig, () => null);
  const { blobSchedule } = readChainConfig(facts.boot.l1ChainConfig as never);
  const of = (kind: Read["kind"]) => reads.filter((read) => read.kind === kind).map(({ value }) => value);
  const sections = [
    bytesSection(INPUT_SECTION.configuration, encodeConfiguration(rollupSpec(rollup))),
    list(INPUT_SECTION.preimages, of("preimage")),
    bytesSection(DERIVATION_INPUT.rollup, encodeRollup(rollup, blobSchedule)),
    list(DERIVATION_INPUT.blobs, of("blob")),
  ];
  const bytes = new Uint8Array(containerSize(sections));
  writeContainer(bytes, INPUT_MAGIC, sections);
  return bytes;
}

export function writeRecording(name: string, facts: RecordedFacts, reads: readonly Read[]): void {
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(facts, null, 1)}\n`);
  writeFileSync(new URL(`${name}.assay.gz`, folder), gzipSync(encodeRecording(facts, reads), { level: 9 }));
}

export function readRecording(name: string): Recording {
  const facts = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as RecordedFacts;
  const input = new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.assay.gz`, folder))));
  const sections = readContainer(input, INPUT_MAGIC);
  const { boot } = facts;
  return {
    facts,
    boot: {
      l1Head: fromHex(boot.l1Head)!,
      agreedOutputRoot: fromHex(boot.agreedOutputRoot)!,
      claimedOutputRoot: fromHex(boot.claimedOutputRoot)!,
      claimedBlockNumber: BigInt(boot.claimedBlockNumber),
      chainId: BigInt(boot.chainId),
      rollupConfig: Buffer.from(JSON.stringify(boot.rollupConfig)),
      l1ChainConfig: Buffer.from(JSON.stringify(boot.l1ChainConfig)),
    },
    input,
    preimages: readList(sections.get(INPUT_SECTION.preimages)!),
    blobs: readList(sections.get(DERIVATION_INPUT.blobs)!),
  };
}

/** What the boot values are as JSON. */
export function recordedBoot(boot: BootInfo): RecordedFacts["boot"] {
  const json = (bytes: Uint8Array | null) => JSON.parse(Buffer.from(bytes!).toString()) as Record<string, unknown>;
  return {
    l1Head: toHex(boot.l1Head),
    agreedOutputRoot: toHex(boot.agreedOutputRoot),
    claimedOutputRoot: toHex(boot.claimedOutputRoot),
    claimedBlockNumber: Number(boot.claimedBlockNumber),
    chainId: Number(boot.chainId),
    rollupConfig: json(boot.rollupConfig),
    l1ChainConfig: json(boot.l1ChainConfig),
  };
}
