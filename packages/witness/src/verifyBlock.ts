// Verifies blocks: the one call that programs and the command line use.
//
//   import { verifyBlock } from "@assay/witness/verifyBlock";
//   import { readBlockInput } from "@assay/witness/readFile";
//   const verdict = await verifyBlock(readBlockInput("mainnet-9069000.json.gz"));
//   verdict.verdict; // "valid", "invalid" or "incomplete"; code, message and advice say why
import { InputError } from "@assay/core/inputError";
import { ASSUME_BRANCHES, Core, OUTPUT } from "@assay/core/instance";
import { decodeInput, inspectInput } from "./binaryInput.ts";
import { type BlockInput, type PreparedInput, prepareInput } from "./blockInput.ts";
import { type Explanation, explainMismatch, NO_EXPLANATION, needsExplanation } from "./explain.ts";
import { incompleteVerdict, inputError, type Phases, type Verdict, verdictOf } from "./verdict.ts";

export interface VerifyOptions {
  /** The core to run in. By default one is made from the built file, once; browsers have to give one. */
  readonly core?: Core;
  /** Whether to find out where a wrong root comes from; costs a second run, only on a mismatch. Default true. */
  readonly explain?: boolean;
  /** Refuses blocks whose headers allow more gas, with GAS_ABOVE_LIMIT. SOUNDNESS: gas bounds the time of a run, but the
   *  header is as hostile as the rest, and a run on this thread cannot be interrupted. Default: no limit. */
  readonly maxGas?: bigint;
  /** Takes the sibling of a deletion that the witness lacks for a branch. SOUNDNESS: only where the expected hash is known to be that of a
   *  block of the chain: what a rule says of the post-state root is then no longer the core's to find out. Default false. */
  readonly assumeBranches?: boolean;
  readonly now?: () => number;
}

let defaultCore: Core | null = null;

/** The core that the options name, or the default one. */
export async function coreOf(options: VerifyOptions): Promise<Core> {
  if (options.core) return options.core;
  if (!defaultCore) {
    const { compileCore } = await import("@assay/core/wasmFile");
    defaultCore = new Core(compileCore());
  }
  return defaultCore;
}

function prepare(input: BlockInput | PreparedInput | Uint8Array): PreparedInput {
  // Bytes first: a Buffer has a `write` too.
  if (input instanceof Uint8Array) return prepareInput(decodeInput(input));
  return "write" in input ? input : prepareInput(input);
}

/** Verifies the blocks of one input against its claim. What is wrong with the input is a verdict, `incomplete`, too; only
 *  bugs are thrown. @param input a BlockInput, a prepared one, or the bytes of a binary input */
export async function verifyBlock(
  input: BlockInput | PreparedInput | Uint8Array,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const now = options.now ?? (() => performance.now());
  const started = now();
  try {
    return await verifyPrepared(prepare(input), await coreOf(options), options, started, {});
  } catch (error) {
    return incompleteVerdict(inputError(error), { ms: now() - started });
  }
}

/** Verifies an input whose reading took `read`, since `started`. @throws only what is a bug */
export async function verifyPrepared(
  prepared: PreparedInput,
  core: Core,
  options: VerifyOptions,
  started: number,
  read: Phases,
): Promise<Verdict> {
  const now = options.now ?? (() => performance.now());
  let copy = 0;
  let { chain, claim } = prepared;
  const write = (memory: Uint8Array) => {
    const before = now();
    prepared.write(memory);
    const facts = inspectInput(memory);
    chain ??= facts?.chain ?? null;
    claim ??= facts?.claim ?? null;
    if (options.maxGas !== undefined && facts && facts.gasLimit > options.maxGas) {
      throw new InputError("GAS_ABOVE_LIMIT", `the blocks may use ${facts.gasLimit} gas, more than ${options.maxGas}`);
    }
    if (options.assumeBranches && claim === "self") {
      throw new InputError("FIELD_MISSING", "branches are only assumed of a block whose hash is known", {
        advice: "Give the hash of the block with --hash.",
      });
    }
    copy = now() - before;
  };
  try {
    const outcome = core.verify(prepared.length, write, options.assumeBranches ? ASSUME_BRANCHES : 0);
    const phases: Phases = { ...read, copy, ...outcome.phases };
    const { verdict, failure, result } = outcome;
    const ms = now() - started;
    // SOUNDNESS: a root that differs after something was assumed says that the assumption was wrong, not that the block is.
    const assumed = result?.summaries.at(-1)?.assumedBranches ?? 0n;
    if (verdict === "invalid" && assumed > 0n) {
      const sibling = `${assumed} siblings of deletions are missing, and not all of them are branches`;
      throw new InputError("WITNESS_INCOMPLETE", `${sibling}: ${failure?.name}`);
    }
    const explanation =
      failure && options.explain !== false && needsExplanation(failure)
        ? await explain(prepared, core)
        : NO_EXPLANATION;
    return verdictOf(verdict, failure, result?.summaries ?? [], {
      chain,
      claim,
      explanation,
      ms,
      phases,
    });
  } catch (error) {
    return incompleteVerdict(inputError(error), {
      chain,
      claim,
      ms: now() - started,
      phases: { ...read, copy },
    });
  }
}

/** Runs again with everything that tells where a root comes from. */
async function explain(prepared: PreparedInput, core: Core): Promise<Explanation> {
  const { failure, result } = core.verify(
    prepared.length,
    (memory) => prepared.write(memory),
    OUTPUT.receipts | OUTPUT.changes | OUTPUT.newNodes,
  );
  return failure && result ? await explainMismatch(failure, result, prepared.expected) : NO_EXPLANATION;
}
