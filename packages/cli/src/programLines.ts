// The verdict on a claim: lines for people, one JSON object for programs.
import { superchainById } from "@assay/chain/superchain";
import { jsonInteger } from "@assay/core/hex";
import type { ProgramSummary } from "@assay/core/program";
import type { Judgement } from "@assay/program/judge";
import type { ClaimOutcome } from "@assay/program/runClaim";
import type { Colours } from "./colours.ts";
import { duration } from "./report.ts";

const STOPPED: Readonly<Record<ProgramSummary["stop"], string>> = {
  failed: "stopped",
  claimedBlock: "up to the claimed block",
  l1Head: "L1 up to its head has no further block",
  sameBlock: "the claim is about the agreed block itself",
};

function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

function paint(verdict: Judgement["verdict"], colours: Colours): string {
  return { valid: colours.green, invalid: colours.red, incomplete: colours.yellow }[verdict](verdict);
}

/** Roots and hashes that were not reached are zeros. */
function known(hash: string): string | null {
  return /^0x0+$/.test(hash) ? null : hash;
}

/** How many blocks were executed. */
function blocksOf({ agreedNumber, reachedNumber }: ProgramSummary): bigint {
  return reachedNumber > agreedNumber ? reachedNumber - agreedNumber : 0n;
}

function workLine(summary: ProgramSummary): string {
  const { agreedNumber, reachedNumber, gasUsed, transactions, l1Block, payloadsRejected } = summary;
  const count = blocksOf(summary);
  const parts = [
    count < 2n ? `block ${reachedNumber}` : `${grouped(count)} blocks, ${agreedNumber + 1n} to ${reachedNumber}`,
    `${grouped(transactions)} txs`,
    `${grouped(gasUsed)} gas`,
    `L1 ${l1Block}`,
  ];
  if (payloadsRejected > 0) parts.push(`${payloadsRejected} payloads rejected`);
  return parts.join(", ");
}

/** The verdict, the numbers and hashes behind it, and, when it is not valid, why and what to do. */
export function programLines(judgement: Judgement, chain: string, ms: number | null, colours: Colours): string[] {
  const { verdict, summary, code, message, advice } = judgement;
  const first = [paint(verdict, colours), chain];
  if (summary && known(summary.reachedHash)) first.push(workLine(summary), STOPPED[summary.stop]);
  if (ms !== null) first.push(colours.dim(duration(ms)));
  const lines = [first.join("  ")];
  if (summary) {
    const row = (name: string, value: string | null) => {
      if (value) lines.push(`  ${name.padEnd(21)} ${value}`);
    };
    row("claimed output root", known(summary.claimedOutputRoot));
    row("computed output root", known(summary.computedOutputRoot));
    row(`block ${summary.reachedNumber}`, known(summary.reachedHash));
  }
  if (verdict === "valid") return lines;
  lines.push(`  ${colours.bold(code ?? "")}  ${message ?? ""}`);
  if (advice) lines.push(colours.dim(`  → ${advice}`));
  return lines;
}

/** Name of a built-in chain, else its id. */
export function chainName(chainId: bigint): string {
  return superchainById(chainId)?.name ?? `chain ${chainId}`;
}

export function programJson(outcome: ClaimOutcome): string {
  const { verdict, code, message, summary, rejected } = outcome;
  const number = (value: bigint | undefined) => (value === undefined ? null : jsonInteger(value));
  const hash = (value: string | undefined) => (value === undefined ? null : known(value));
  return JSON.stringify({
    v: 1,
    type: "program",
    chain: superchainById(outcome.chainId)?.name ?? "custom",
    chainId: jsonInteger(outcome.chainId),
    verdict,
    code,
    message,
    stop: summary?.stop ?? null,
    agreedBlock: number(summary?.agreedNumber),
    claimedBlock: number(summary?.claimedNumber),
    reachedBlock: number(summary?.reachedNumber),
    blocks: summary ? Number(blocksOf(summary)) : 0,
    l1Head: hash(summary?.l1Head),
    l1Block: number(summary?.l1Block),
    agreedOutputRoot: hash(summary?.agreedOutputRoot),
    claimedOutputRoot: hash(summary?.claimedOutputRoot),
    computedOutputRoot: hash(summary?.computedOutputRoot),
    blockHash: hash(summary?.reachedHash),
    stateRoot: hash(summary?.reachedStateRoot),
    gasUsed: number(summary?.gasUsed),
    txs: number(summary?.transactions),
    rejected: rejected.map(({ name, message: why, block }) => ({ payload: block, code: name, message: why })),
    configurationHash: hash(summary?.configurationHash),
    rollupHash: hash(summary?.rollupHash),
    preimages: outcome.preimages,
    roundTrips: outcome.roundTrips,
    served: outcome.served,
    ms: Math.round(outcome.ms * 1000) / 1000,
    ...(outcome.advice === null ? {} : { advice: outcome.advice }),
  });
}
