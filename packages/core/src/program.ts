// What the core's `program` gives back (docs/interfaces.md, "The fault-proof program"), as typed objects; its hints; and the
// check that a run which is resumed again and again gets somewhere. The runs themselves: `program` and `deriveAndExecute` in
// instance.ts.
import { RESULT_MAGIC, readContainer } from "./container.ts";
import type { Failure } from "./errorRecord.ts";
import { type Hex, toHex } from "./hex.ts";
import { InputError } from "./inputError.ts";
import type { VerdictName } from "./result.ts";

const SECTION_PROGRAM = 16;
const SUMMARY_BYTES = 320;

/** Idents of the local keys that the program asks for. */
export const BOOT_IDENT = {
  l1Head: 1,
  agreedOutputRoot: 2,
  claimedOutputRoot: 3,
  claimedBlockNumber: 4,
  chainId: 5,
} as const;

/** Why the program stopped. `sameBlock`: the claim is about the agreed block itself. */
export type ProgramStop = "failed" | "claimedBlock" | "l1Head" | "sameBlock";
const STOPS: Readonly<Record<number, ProgramStop>> = { 0: "failed", 1: "claimedBlock", 2: "l1Head", 4: "sameBlock" };
const VERDICTS: readonly (VerdictName | null)[] = [null, "invalid", "incomplete", "valid"];

/** What the program found. After a run that could not tell, what it knew then; roots and hashes not reached are zeros. */
export interface ProgramSummary {
  /** null: the run ended before it was reached. */
  readonly verdict: VerdictName | null;
  /** Code of the rule that failed, 0 none. */
  readonly code: number;
  readonly stop: ProgramStop;
  readonly agreedNumber: bigint;
  readonly claimedNumber: bigint;
  readonly reachedNumber: bigint;
  /** Payloads that derivation gave and execution found invalid. */
  readonly payloadsRejected: number;
  /** L1 block that the pipeline is at. */
  readonly l1Block: bigint;
  readonly gasUsed: bigint;
  readonly transactions: bigint;
  readonly l1Head: Hex;
  readonly agreedOutputRoot: Hex;
  readonly claimedOutputRoot: Hex;
  /** Of the block that was reached, when the claim was judged. */
  readonly computedOutputRoot: Hex;
  readonly reachedHash: Hex;
  readonly reachedStateRoot: Hex;
  readonly configurationHash: Hex;
  readonly rollupHash: Hex;
}

/** @throws InputError CONTAINER_BROKEN, CORE_TRAPPED: a bug of the core */
export function decodeProgram(bytes: Uint8Array): ProgramSummary {
  const summary = readContainer(bytes, RESULT_MAGIC).get(SECTION_PROGRAM);
  if (summary?.length !== SUMMARY_BYTES) throw new InputError("CORE_TRAPPED", "the result is none of the program");
  const view = new DataView(summary.buffer, summary.byteOffset, summary.byteLength);
  const u64 = (at: number) => view.getBigUint64(at, true);
  const word = (i: number) => toHex(summary.subarray(64 + 32 * i, 96 + 32 * i));
  return {
    verdict: VERDICTS[view.getUint32(0, true)] ?? null,
    code: view.getUint32(4, true),
    stop: STOPS[view.getUint32(32, true)] ?? "failed",
    agreedNumber: u64(8),
    claimedNumber: u64(16),
    reachedNumber: u64(24),
    payloadsRejected: view.getUint32(36, true),
    l1Block: u64(40),
    gasUsed: u64(48),
    transactions: u64(56),
    l1Head: word(0),
    agreedOutputRoot: word(1),
    claimedOutputRoot: word(2),
    computedOutputRoot: word(3),
    reachedHash: word(4),
    reachedStateRoot: word(5),
    configurationHash: word(6),
    rollupHash: word(7),
  };
}

/** The 32-byte key of a boot value. */
export function bootKey(ident: number): Uint8Array {
  const key = new Uint8Array(32);
  key[0] = 1;
  new DataView(key.buffer).setBigUint64(24, BigInt(ident));
  return key;
}

export const HINT_RECORD_BYTES = 16;
const decoder = new TextDecoder();

/** Reads the hint record: each hint once. */
export class HintReader {
  #last = 0;

  /** `memory`: the core's bytes at an address. */
  read(record: Uint8Array, memory: (address: number, length: number) => Uint8Array): readonly string[] {
    const view = new DataView(record.buffer, record.byteOffset, HINT_RECORD_BYTES);
    const number = view.getUint32(0, true);
    if (number === this.#last) return [];
    this.#last = number;
    if (number === 0) return [];
    return decoder.decode(memory(view.getUint32(8, true), view.getUint32(4, true))).split("\n");
  }
}

/** The payloads rejected so far. The index in each record is the number of payloads before it: a run that does not get on would
 *  be resumed for ever. */
export class Resumption {
  readonly failures: Failure[] = [];

  /** @throws InputError CORE_TRAPPED: a bug of the core */
  add(failure: Failure): void {
    const last = this.failures.at(-1);
    if (failure.block === null || (last && failure.block <= last.block!)) {
      throw new InputError("CORE_TRAPPED", `the core rejects payload ${failure.block} after ${last?.block ?? "none"}`);
    }
    this.failures.push(failure);
  }
}
