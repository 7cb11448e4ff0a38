// The derivation fuzz: chains of hostile L1 blocks on several builds, which must derive the same; and damaged blobs, whose decoder
// is compared with one written from the specification.
import { performance } from "node:perf_hooks";
import type { Variant } from "../../packages/core/build.ts";
import { Random } from "../../packages/core/test/bytecode.ts";
import { DerivationCore, DerivationStream } from "../../packages/core/test/derivation.ts";
import { loadTesting } from "../../packages/core/test/load.ts";
import { compareBlobs } from "./derivationBlobs.ts";
import { deriveHostile, hostileChain, type Outcome } from "./derivationChains.ts";
import { type Counts, LAYERS } from "./derivationMutations.ts";

/** A chain of eight L1 blocks that takes longer than this, or more memory, is a finding. */
const LONGEST_MS = 3000;
const MOST_BYTES = 128 << 20;

export interface DerivationReport {
  chains: number;
  mutations: number;
  counts: Counts;
  /** Derived blocks, and those with users' transactions. */
  blocks: number;
  users: number;
  slowestMs: number;
  largestBytes: number;
  seconds: number;
  findings: string[];
}

/** Runs seeds from `seed` on until `mutations` things were damaged. */
export async function fuzzDerivation(
  variants: readonly Variant[],
  seed: number,
  mutations: number,
  progress: (report: DerivationReport, seed: number) => void = () => {},
): Promise<DerivationReport> {
  const started = performance.now();
  const lists = await DerivationCore.load("wasm");
  const streams = await Promise.all(variants.map((variant) => DerivationStream.load(variant)));
  const stages = await Promise.all(variants.map((variant) => loadTesting("derivationStages", variant)));
  const counts = Object.fromEntries(LAYERS.map((layer) => [layer, 0])) as Counts;
  const report: DerivationReport = {
    chains: 0,
    mutations: 0,
    counts,
    blocks: 0,
    users: 0,
    slowestMs: 0,
    largestBytes: 0,
    seconds: 0,
    findings: [],
  };
  for (let at = seed; report.mutations < mutations && report.findings.length < 20; at++) {
    const chain = hostileChain(lists, at, counts);
    const outcomes: (Outcome | null)[] = [];
    for (const [i, stream] of streams.entries()) {
      try {
        const outcome = deriveHostile(chain, stream, at);
        outcomes.push(outcome);
        report.slowestMs = Math.max(report.slowestMs, outcome.milliseconds);
        report.largestBytes = Math.max(report.largestBytes, outcome.bytes);
        if (outcome.milliseconds > LONGEST_MS)
          report.findings.push(`seed ${at}, ${variants[i]}: ${outcome.milliseconds} ms`);
        if (outcome.bytes > MOST_BYTES) report.findings.push(`seed ${at}, ${variants[i]}: ${outcome.bytes} bytes`);
      } catch (error) {
        outcomes.push(null);
        report.findings.push(`seed ${at}, ${variants[i]}: ${(error as Error).message}`);
        // An instance that trapped without a record may hold anything.
        streams[i] = await DerivationStream.load(variants[i]!);
      }
    }
    const [first] = outcomes;
    for (const [i, other] of outcomes.entries()) {
      if (first && other && other.text !== first.text)
        report.findings.push(`seed ${at}: ${variants[i]} derives otherwise`);
    }
    if (at % 8 === 0) {
      const found = compareBlobs(new Random(at), stages, counts);
      if (found) report.findings.push(`seed ${at}, blobs: ${found}`);
    }
    report.chains++;
    report.blocks += first?.blocks ?? 0;
    report.users += first?.users ?? 0;
    report.mutations = Object.values(counts).reduce((sum, count) => sum + count, 0);
    report.seconds = (performance.now() - started) / 1000;
    progress(report, at);
  }
  return report;
}
