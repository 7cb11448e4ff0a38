// Blockchain tests: the chain that a node would build from the blocks, with every block judged by the core on its own,
// from a witness of all nodes known so far. The new nodes and codes of each valid block join them.
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  writeContainer,
} from "../../packages/core/src/container.ts";
import { OUTPUT, type Outcome } from "../../packages/core/src/instance.ts";
import {
  type BlockchainTest,
  type HeaderFacts,
  readBlockchainTests,
  type TestBlock,
  withTransactionsRoot,
} from "./blockchainFile.ts";
import { allowedCodes } from "./exceptions.ts";
import { bytesOf, littleEndianWord } from "./hexFields.ts";
import { listBytes } from "./listBytes.ts";
import { network, networkConfiguration } from "./networks.ts";
import type { OfficialCore } from "./officialCore.ts";
import { buildState } from "./prestate.ts";
import { type CaseResult, caseOf } from "./result.ts";

const CLAIM_BYTES = 72;
const CLAIM_BLOCK = 1;
const CLAIM_HASH = 1;
const CLAIM_TOTAL_DIFFICULTY = 2;
/** BLOCKHASH reaches this far back. */
const ANCESTORS = 256;

interface Link {
  readonly header: HeaderFacts;
  readonly ommers: Uint8Array;
  readonly totalDifficulty: bigint;
}

class Chain {
  readonly #core: OfficialCore;
  readonly #test: BlockchainTest;
  readonly #links = new Map<string, Link>();
  readonly #nodes: Uint8Array[];
  readonly #codes: Uint8Array[];
  #head: Link;

  constructor(core: OfficialCore, test: BlockchainTest) {
    this.#core = core;
    this.#test = test;
    const { header, ommers } = test.genesis;
    const state = buildState(core.blocks, test.alloc);
    if (state.root !== header!.stateRoot) {
      throw new Error(`genesis state root ${state.root}, the header has ${header!.stateRoot}`);
    }
    this.#nodes = [...state.nodes];
    this.#codes = [...state.codes];
    this.#head = { header: header!, ommers: ommers!, totalDifficulty: header!.difficulty };
    this.#links.set(header!.hash, this.#head);
  }

  get head(): HeaderFacts {
    return this.#head.header;
  }

  /** Why the core's judgement of a block is not the expected one; null when it is. */
  offer(block: TestBlock): string | null {
    // A block without a readable header, or with a parent nobody knows, is offered as the successor of the head.
    const parent = (block.header && this.#links.get(block.header.parentHash)) ?? this.#head;
    const outcome = this.#judged(block, parent);
    if (block.exceptions === null) {
      if (outcome.verdict !== "valid")
        return `${outcome.verdict}: ${outcome.failure?.name}, ${outcome.failure?.message}`;
      return this.#append(block.header!, block.ommers!, parent, outcome);
    }
    const reason = block.exceptions.join(" or ");
    if (outcome.verdict === "valid") return `valid, though it must be refused with ${reason}`;
    const { verdict, name, message } = outcome.failure!;
    if (!allowedCodes(block.exceptions, this.#test.name).has(name))
      return `${verdict} with ${name} (${message}) instead of ${reason}`;
    // The witness cannot tell why a parent is not there; every other reason is the block's own fault.
    if (verdict !== (name === "PARENT_HEADER_MISSING" ? "incomplete" : "invalid")) return `${verdict} with ${name}`;
    return null;
  }

  /** Many invalid blocks come with the transactions root of an empty body, for the tool that made them put the transaction in
   *  afterwards. Such a block breaks two rules; it is refused for the first one, then mended, to get at the meant one. */
  #judged(block: TestBlock, parent: Link): Outcome {
    const outcome = this.#verifyOne(block, parent);
    const meant = block.exceptions ?? [];
    if (
      outcome.failure?.name !== "TRANSACTIONS_ROOT_MISMATCH" ||
      allowedCodes(meant, this.#test.name).has(outcome.failure.name)
    ) {
      return outcome;
    }
    return this.#verifyOne(withTransactionsRoot(block, bytesOf(outcome.failure.actual as string)), parent);
  }

  #verifyOne(block: TestBlock, parent: Link): Outcome {
    return this.#verify([block.rlp], block.header?.hash ?? null, parent);
  }

  /** Why all blocks in one input, on the genesis state alone, are not judged as each by itself; null when they are, or when the
   *  test is not one chain of valid blocks. Call before any block was offered. */
  together(): string | null {
    const { blocks, genesis } = this.#test;
    let parentHash = genesis.header!.hash;
    for (const { header, exceptions } of blocks) {
      if (exceptions !== null || header?.parentHash !== parentHash) return null;
      parentHash = header.hash;
    }
    const outcome = this.#verify(
      blocks.map(({ rlp }) => rlp),
      parentHash,
      this.#head,
    );
    const verdicts = outcome.result?.summaries.map(({ verdict }) => verdict) ?? [];
    if (outcome.verdict === "valid" && verdicts.length === blocks.length && verdicts.every((one) => one === "valid"))
      return null;
    return `all in one input: ${outcome.verdict} ${outcome.failure?.name} at block ${outcome.failure?.block}`;
  }

  #verify(rlps: readonly Uint8Array[], hash: string | null, parent: Link): Outcome {
    const headers: Uint8Array[] = [];
    const ommers: Uint8Array[] = [];
    for (let at: Link | undefined = parent; at && headers.length < ANCESTORS; ) {
      headers.unshift(at.header.rlp);
      if (at.ommers.length > 1) ommers.push(at.ommers);
      at = this.#links.get(at.header.parentHash);
    }
    const claim = new Uint8Array(CLAIM_BYTES);
    new DataView(claim.buffer).setUint32(0, CLAIM_BLOCK, true);
    claim[4] = CLAIM_TOTAL_DIFFICULTY;
    if (hash) {
      claim[4] |= CLAIM_HASH;
      claim.set(bytesOf(hash), 8);
    }
    claim.set(littleEndianWord(parent.totalDifficulty), 40);
    const sections = [
      bytesSection(INPUT_SECTION.configuration, networkConfiguration(this.#test.network)),
      bytesSection(INPUT_SECTION.blocks, listBytes(rlps)),
      bytesSection(INPUT_SECTION.headers, listBytes(headers)),
      bytesSection(INPUT_SECTION.nodes, listBytes(this.#nodes)),
      bytesSection(INPUT_SECTION.codes, listBytes(this.#codes)),
      bytesSection(INPUT_SECTION.claim, claim),
      bytesSection(INPUT_SECTION.preimages, listBytes(ommers)),
    ];
    return this.#core.blocks.verify(
      containerSize(sections),
      (memory) => writeContainer(memory, INPUT_MAGIC, sections),
      OUTPUT.newNodes,
    );
  }

  #append(header: HeaderFacts, ommers: Uint8Array, parent: Link, outcome: Outcome): string | null {
    const summary = outcome.result?.summaries[0];
    if (!outcome.result || !summary) return "valid without a result";
    if (summary.blockHash !== header.hash) return `block hash ${summary.blockHash}, expected ${header.hash}`;
    if (summary.postStateRoot !== header.stateRoot) {
      return `post-state root ${summary.postStateRoot}, expected ${header.stateRoot}`;
    }
    this.#nodes.push(...outcome.result.newNodes);
    this.#codes.push(...outcome.result.newCodes);
    const link = { header, ommers, totalDifficulty: parent.totalDifficulty + header.difficulty };
    this.#links.set(header.hash, link);
    if (this.#becomesHead(link)) this.#head = link;
    return null;
  }

  /** Proof of work: more total difficulty wins. Proof of stake: the newest valid block is what consensus chose. */
  #becomesHead(link: Link): boolean {
    if (link.totalDifficulty > this.#head.totalDifficulty) return true;
    const proofOfStake = network(this.#test.network).terminalTotalDifficulty !== null && link.header.difficulty === 0n;
    return proofOfStake && link.totalDifficulty === this.#head.totalDifficulty;
  }
}

function judge(test: BlockchainTest, core: OfficialCore): string | null {
  const chain = new Chain(core, test);
  const apart = chain.together();
  if (apart) return apart;
  for (const [i, block] of test.blocks.entries()) {
    const wrong = chain.offer(block);
    if (wrong) return `block ${i + 1} of ${test.blocks.length}: ${wrong}`;
  }
  if (chain.head.hash !== test.lastBlockHash) return `the head is ${chain.head.hash}, expected ${test.lastBlockHash}`;
  const root = test.postState ? buildState(core.blocks, test.postState).root : test.postStateRoot;
  if (chain.head.stateRoot !== root) return `the post-state has root ${root}, the head ${chain.head.stateRoot}`;
  return null;
}

export function runBlockchainTests(json: unknown, core: OfficialCore, wanted: (id: string) => boolean): CaseResult[] {
  return readBlockchainTests(json)
    .filter((test) => wanted(test.name))
    .map((test) => caseOf(test.name, test.network, () => judge(test, core)));
}
