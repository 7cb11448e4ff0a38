// Captures what one block needs from a node, and shows with the core that it is enough.
//
//   const captured = await captureBlock(new CaptureNode(rpc), "latest", { chain, core });
//   captured.verdict.verdict; // "valid": captured.input can be written, and verified without the node
//
// Three ways, by the number of calls that they need (docs/capture.md has the measurements):
//
//   witness   debug_executionWitness: one call
//   trace     the prestate tracer names the keys, eth_getProof proves them
//   run       the block and eth_createAccessList name keys, rehearsals find the others (rehearsal.ts), eth_getProof proves them
//
// Whatever the way, the end is the same: the core runs the block on the real nodes, and what is still missing is fetched.
import type { ChainSpec } from "@assay/chain/spec";
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { ASSUME_BRANCHES, type Core, OUTPUT, type Outcome } from "@assay/core/instance";
import type { AccountChange } from "@assay/core/result";
import { type BlockInput, type Claim, prepareInput } from "@assay/witness/blockInput";
import type { Verdict } from "@assay/witness/verdict";
import { verifyBlock } from "@assay/witness/verifyBlock";
import type { StateAt } from "./accountProof.ts";
import { Ancestors } from "./ancestors.ts";
import { type BlockName, type FetchedBlock, fetchBlock } from "./blockSource.ts";
import { CaptureNode } from "./captureNode.ts";
import { neededSiblings } from "./collapses.ts";
import { Keys } from "./keys.ts";
import { ownWitness } from "./ownWitness.ts";
import { ProvenState } from "./provenState.ts";
import { missingHeader, rehearse } from "./rehearsal.ts";
import { joined, seedsOfAccessLists, seedsOfBlock, seedsOfTrace } from "./seeds.ts";
import { fromFinalState, fromNode } from "./siblings.ts";
import type { Way } from "./ways.ts";
import { witnessOf } from "./witnessOf.ts";

export interface CaptureOptions {
  readonly chain: ChainSpec;
  readonly core: Core;
  /** Default: the first that the node serves. */
  readonly way?: Way;
  /** Takes a sibling that the node gives in no way for a branch. SOUNDNESS: the block's hash has to be known to be one of the chain. The
   *  input is then only complete for whoever verifies it so too. Default false. */
  readonly trustRoot?: boolean;
  /** How the siblings of deletions are found; off only to show that it is needed. Default true. */
  readonly siblings?: boolean;
}

export interface Captured {
  readonly way: Way;
  readonly hash: Hex;
  readonly number: bigint;
  readonly parentHash: Hex;
  readonly input: BlockInput;
  /** Of the input as it is. `invalid`: the block breaks a rule of its chain. Never `incomplete`: that is thrown. */
  readonly verdict: Verdict;
  readonly calls: ReadonlyMap<string, number>;
  /** Trie nodes that no proof of a touched key shows: siblings of deletions. */
  readonly siblings: number;
}

/** Rounds of rehearsals and of runs; a block needs a handful. SOUNDNESS: ends a capture that a node leads on and on. */
const MAX_ROUNDS = 1000;

/** @throws InputError, mostly NodeFailure, when the node does not give what is needed */
export async function captureBlock(node: CaptureNode, name: BlockName, options: CaptureOptions): Promise<Captured> {
  const block = await fetchBlock(node, name, options.chain.optimism !== undefined);
  if (block.number === 0n) {
    throw new InputError("CAPTURE_IMPOSSIBLE", "block 0 is the genesis: there is nothing to execute", {
      advice: "Ask for block 1 or a later one.",
    });
  }
  const claim: Claim = { source: typeof name === "string" && name !== "latest" ? "option" : "node", hash: block.hash };
  return await new Capture(node, block, claim, options).run();
}

class Capture {
  readonly #node: CaptureNode;
  readonly #block: FetchedBlock;
  readonly #options: CaptureOptions;
  readonly #ancestors: Ancestors;
  /** SOUNDNESS: without a total difficulty, which only the node would say: a wrong one would make a block at the merge invalid. */
  readonly #claim: Claim;
  #state!: ProvenState;
  /** Of the last complete rehearsal. */
  #changes: readonly AccountChange[] | null = null;
  /** Siblings have been looked for in the state after the block. */
  #askedAfter = false;
  #siblings = 0;
  #assumes = false;
  #rounds = 0;

  constructor(node: CaptureNode, block: FetchedBlock, claim: Claim, options: CaptureOptions) {
    this.#node = node;
    this.#block = block;
    this.#claim = claim;
    this.#options = options;
    this.#ancestors = new Ancestors(node, block.parentHash);
  }

  async run(): Promise<Captured> {
    let way: Way | null = null;
    if (this.#wants("witness")) way = await this.#ownWitness();
    const parent = await this.#ancestors.parent();
    this.#state ??= new ProvenState(this.#node, this.#before(parent.fields.stateRoot));
    way ??= await this.#fromProofs();
    const outcome = await this.#complete();
    const input = witnessOf(this.#options.chain, this.#block, this.#claim, this.#state, this.#ancestors, outcome);
    const verdict = await verifyBlock(input, { core: this.#options.core, assumeBranches: this.#assumes });
    if (verdict.verdict === "incomplete") {
      const why = `what was captured is not enough: ${verdict.code}: ${verdict.message}`;
      throw new InputError(this.#assumes ? "CAPTURE_IMPOSSIBLE" : "CORE_TRAPPED", why);
    }
    const { hash, number, parentHash } = this.#block;
    return { way, hash, number, parentHash, input, verdict, calls: this.#node.calls, siblings: this.#siblings };
  }

  #before(root: Uint8Array): StateAt {
    return { blockHash: this.#block.parentHash, number: this.#block.number - 1n, root };
  }

  #wants(way: Way): boolean {
    return this.#options.way === undefined || this.#options.way === way;
  }

  /** Way 1. @returns null when the node does not serve it */
  async #ownWitness(): Promise<Way | null> {
    const witness = await ownWitness(this.#node, this.#block, this.#options.way === "witness");
    if (!witness) return null;
    this.#ancestors.offer(witness.headers);
    const parent = await this.#ancestors.parent();
    this.#state = new ProvenState(this.#node, this.#before(parent.fields.stateRoot));
    for (const bytes of witness.nodes) this.#state.addNode(bytes);
    for (const bytes of witness.codes) this.#state.addCode(bytes);
    return "witness";
  }

  /** Ways 2 and 3: the keys, and proofs of them. */
  async #fromProofs(): Promise<Way> {
    let way: Way = "run";
    let seeds = seedsOfBlock(this.#block);
    if (this.#wants("trace")) {
      try {
        seeds = joined(seeds, await seedsOfTrace(this.#node, this.#block.hash, this.#state));
        way = "trace";
      } catch (error) {
        if (this.#options.way === "trace" || !CaptureNode.isRefusal(error)) throw error;
      }
    }
    if (way === "run") seeds = joined(seeds, await seedsOfAccessLists(this.#node, this.#block, this.#state.at));
    const missing = this.#state.unproven(seeds);
    if (missing) await this.#state.tryToProve(missing);
    await this.#rehearse();
    return way;
  }

  async #prove(keys: Keys): Promise<boolean> {
    const missing = this.#state.unproven(keys);
    if (missing) await this.#state.prove(missing);
    return missing !== null;
  }

  #round(): void {
    if (++this.#rounds > MAX_ROUNDS) {
      throw new InputError("CAPTURE_IMPOSSIBLE", `the block still needs more after ${MAX_ROUNDS} rounds`);
    }
  }

  /** Until the block touches nothing that is not known. */
  async #rehearse(): Promise<void> {
    for (;;) {
      this.#round();
      const { chain, core } = this.#options;
      const outcome = rehearse(core, chain, this.#block.rlp, this.#ancestors.all, this.#state);
      const touched = Keys.of(outcome.result?.touchedKeys ?? []);
      const missing = this.#state.unproven(touched);
      const possible = missing && this.#state.notRefused(missing);
      if (possible) await this.#state.tryToProve(possible);
      else if (missingHeader(outcome)) await this.#ancestors.extend();
      else {
        // Any other end is as far as a made-up state goes: the run on the real one says what is left.
        this.#changes = outcome.result?.accountChanges ?? null;
        return;
      }
    }
  }

  /** Runs the block on the real nodes until nothing is missing. @returns the last run */
  async #complete(): Promise<Outcome> {
    for (;;) {
      this.#round();
      const outcome = this.#execute();
      const { failure } = outcome;
      if (outcome.verdict !== "incomplete" || !failure) return outcome;
      if (missingHeader(outcome)) await this.#ancestors.extend();
      else if (failure.name === "WITNESS_CODE_MISSING" && failure.hash) await this.#fetchCode(failure.hash, outcome);
      else if (failure.name === "WITNESS_NODE_MISSING" && failure.hash) await this.#fetchNode(failure.hash, outcome);
      else
        throw new InputError("CAPTURE_IMPOSSIBLE", `${failure.name}: ${failure.message}`, { advice: failure.advice });
    }
  }

  #execute(): Outcome {
    const { chain, core } = this.#options;
    const prepared = prepareInput({
      chain,
      blocks: [this.#block.rlp],
      headers: this.#ancestors.all,
      nodes: [...this.#state.nodes.values()],
      codes: [...this.#state.codes.values()],
      claim: this.#claim,
    });
    const outputs = OUTPUT.touchedKeys | OUTPUT.preimagesRead | (this.#assumes ? ASSUME_BRANCHES : 0);
    return core.verify(prepared.length, (memory) => prepared.write(memory), outputs);
  }

  async #fetchCode(hash: Hex, outcome: Outcome): Promise<void> {
    await this.#prove(Keys.of(outcome.result?.touchedKeys ?? []));
    if (this.#state.codes.has(hash) || (await this.#state.fetchCodeOf(hash))) return;
    throw new InputError("CAPTURE_IMPOSSIBLE", `no account that the block touches has the code ${hash}`);
  }

  /** A node that the run lacks: on the way to a key that nobody knew of, or the sibling of a deletion. */
  async #fetchNode(hash: Hex, outcome: Outcome): Promise<void> {
    await this.#prove(Keys.of(outcome.result?.touchedKeys ?? []));
    if (this.#state.nodes.has(hash)) return;
    if (this.#options.siblings === false) {
      throw new InputError("CAPTURE_IMPOSSIBLE", `the proofs of all touched keys do not have the trie node ${hash}`);
    }
    const before = this.#state.nodes.size;
    if (!this.#askedAfter) {
      this.#askedAfter = true;
      if (!this.#changes) {
        // A node's own witness lacks it: nothing has been rehearsed yet.
        await this.#prove(seedsOfBlock(this.#block));
        await this.#rehearse();
      }
      const { hash: blockHash, number, stateRoot: root } = this.#block;
      const after = { blockHash, number, root };
      await fromFinalState(this.#node, after, neededSiblings(this.#state, this.#changes ?? []), this.#state);
      this.#siblings += this.#state.nodes.size - before;
      if (this.#state.nodes.has(hash)) return;
    }
    try {
      await fromNode(this.#node, this.#block.hash, hash, this.#state.places.get(hash) ?? null, this.#state);
      this.#siblings++;
    } catch (error) {
      const isOutOfReach = error instanceof InputError && error.code === "CAPTURE_IMPOSSIBLE";
      if (!isOutOfReach || !this.#options.trustRoot || this.#assumes) throw error;
      this.#assumes = true;
    }
  }
}
