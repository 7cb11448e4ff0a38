// Ommers of proof-of-work blocks: which a block may include, and what everybody earns. The blocks are made here: each is run
// once with empty roots, and the roots that the core computes make it whole.
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChainSpec } from "../../packages/chain/src/spec.ts";
import type { ForkName } from "../../packages/core/src/forks.ts";
import { type Hex, toHex } from "../../packages/core/src/hex.ts";
import { type Core, OUTPUT, type Outcome } from "../../packages/core/src/instance.ts";
import { variants } from "../../packages/core/test/load.ts";
import { prepareInput } from "../../packages/witness/src/blockInput.ts";
import { FIELD, type Item, integer } from "./forge.ts";
import { loadCore } from "./verify.ts";

const ETHER = 10n ** 18n;
const EMPTY_ROOT = keccak_256(RLP.encode(new Uint8Array(0)));
const FORKS: readonly ForkName[] = ["homestead", "byzantium", "constantinople"];

const specOf = (fork: ForkName): ChainSpec => ({
  name: "custom",
  chainId: 1n,
  forks: FORKS.slice(0, FORKS.indexOf(fork) + 1).map((name) => ({ fork: name, by: "block", activation: 0n })),
  blobSchedule: [],
  depositContract: null,
  terminalTotalDifficulty: null,
  supportsDaoMove: false,
  parisFromGenesis: false,
  genesisHash: null,
});

interface Made {
  header: Item[];
  ommers: Item[][];
  hash: Uint8Array;
}

const headerRlp = (block: Made): Uint8Array => RLP.encode(block.header as never);
const made = (header: Item[], ommers: Item[][] = []): Made => ({
  header,
  ommers,
  hash: keccak_256(RLP.encode(header as never)),
});
const asInteger = (item: Item): bigint => BigInt(`0x0${Buffer.from(item as Uint8Array).toString("hex")}`);
const address = (n: number): Uint8Array => new Uint8Array(20).fill(n);

/** Every block 15 seconds after its parent: at the lowest difficulty it stays there. */
function childOf(parent: Made, coinbase: number, ommers: Item[][] = [], extra = 0): Made {
  const header = parent.header.slice();
  header[FIELD.parentHash] = parent.hash;
  header[FIELD.ommersHash] = keccak_256(RLP.encode(ommers as never));
  header[FIELD.coinbase] = address(coinbase);
  header[FIELD.number] = integer(asInteger(parent.header[FIELD.number]!) + 1n);
  header[FIELD.timestamp] = integer(asInteger(parent.header[FIELD.timestamp]!) + 15n);
  header[FIELD.extraData] = new Uint8Array([extra]);
  return made(header, ommers);
}

const GENESIS = made([
  new Uint8Array(32),
  keccak_256(RLP.encode([])),
  address(0),
  EMPTY_ROOT,
  EMPTY_ROOT,
  EMPTY_ROOT,
  new Uint8Array(256),
  integer(131_072n),
  integer(0n),
  integer(5_000n),
  integer(0n),
  integer(1_000n),
  new Uint8Array(0),
  new Uint8Array(32),
  new Uint8Array(8),
]);

class Chain {
  readonly blocks: Made[] = [GENESIS];
  readonly nodes: Uint8Array[] = [];

  constructor(
    readonly core: Core,
    readonly fork: ForkName,
  ) {}

  at(number: number): Made {
    return this.blocks[number]!;
  }

  get head(): Made {
    return this.blocks.at(-1)!;
  }

  judge(block: Made, ommersKnown = true): Outcome {
    const prepared = prepareInput({
      chain: specOf(this.fork),
      blocks: [RLP.encode([block.header, [], block.ommers] as never)],
      headers: this.blocks.map(headerRlp),
      nodes: this.nodes,
      codes: [],
      preimages: ommersKnown ? this.blocks.map(({ ommers }) => RLP.encode(ommers as never)) : [],
      claim: { source: "file", hash: toHex(block.hash) },
    });
    const outputs = OUTPUT.headers | OUTPUT.newNodes | OUTPUT.changes;
    return this.core.verify(prepared.length, (memory) => prepared.write(memory), outputs);
  }

  /** Appends a block with these ommers and returns what it was judged as. */
  append(coinbase: number, ommers: Item[][] = []): Outcome {
    const draft = childOf(this.head, coinbase, ommers);
    const [computed] = this.judge(draft).result!.headers;
    const block = made(RLP.decode(computed!) as unknown as Item[], ommers);
    const outcome = this.judge(block);
    expect(outcome.failure).toBeNull();
    this.nodes.push(...outcome.result!.newNodes);
    this.blocks.push(block);
    return outcome;
  }

  /** `length` blocks without ommers. */
  static of(core: Core, fork: ForkName, length: number): Chain {
    const chain = new Chain(core, fork);
    for (let i = 0; i < length; i++) chain.append(9);
    return chain;
  }
}

const balances = (outcome: Outcome): Record<Hex, bigint> =>
  Object.fromEntries(outcome.result!.accountChanges.map((change) => [toHex(change.address), change.balance]));

describe.each(variants)("ommers (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await loadCore(variant);
  });

  const refusal = (chain: Chain, ommers: Item[][], ommersKnown = true): string => {
    const block = childOf(chain.head, 1, ommers);
    const { verdict, failure } = chain.judge(block, ommersKnown);
    return `${verdict} ${failure?.name}`;
  };
  /** A sibling of block `number`. */
  const sibling = (chain: Chain, number: number, extra = 7): Item[] =>
    childOf(chain.at(number - 1), 5, [], extra).header;

  it.each([
    ["homestead", 5n],
    ["byzantium", 3n],
    ["constantinople", 2n],
  ] as const)("%s pays %i ether, a 32nd for an ommer, and the ommer less with every generation", (fork, ether) => {
    const reward = ether * ETHER;
    for (let generation = 1; generation <= 6; generation++) {
      const chain = Chain.of(core, fork, 7);
      const first = sibling(chain, 8 - generation);
      const second = childOf(chain.at(7 - 1), 6, [], 8).header;
      expect(balances(chain.append(1, [first, second]))).toEqual({
        [toHex(address(1))]: reward + (reward / 32n) * 2n,
        [toHex(address(5))]: (reward * BigInt(8 - generation)) / 8n,
        [toHex(address(6))]: (reward * 7n) / 8n,
      });
    }
  });

  it("refuses one that is too old, or whose parent is the block's own", () => {
    const chain = Chain.of(core, "homestead", 9);
    expect(refusal(chain, [sibling(chain, 3)])).toBe("invalid OMMER_PARENT");
    expect(refusal(chain, [childOf(chain.head, 5).header])).toBe("invalid OMMER_PARENT");
    const stranger = childOf(made(sibling(chain, 8)), 5).header;
    expect(refusal(chain, [stranger])).toBe("invalid OMMER_PARENT");
  });

  it("refuses an ancestor", () => {
    const chain = Chain.of(core, "homestead", 8);
    for (const number of [8, 7, 2]) {
      expect(refusal(chain, [chain.at(number).header])).toBe("invalid OMMER_IS_ANCESTOR");
    }
  });

  it("refuses one twice, in one block or in two", () => {
    const chain = Chain.of(core, "homestead", 3);
    const ommer = sibling(chain, 3);
    expect(refusal(chain, [ommer, ommer])).toBe("invalid OMMER_ALREADY_INCLUDED");
    chain.append(1, [sibling(chain, 2), ommer]);
    chain.append(1);
    expect(refusal(chain, [ommer])).toBe("invalid OMMER_ALREADY_INCLUDED");
    // Whether it was, only the ommers of the ancestors tell.
    expect(refusal(chain, [ommer], false)).toBe("incomplete OMMERS_PREIMAGE_MISSING");
    expect(refusal(chain, [sibling(chain, 4)], false)).toBe("incomplete OMMERS_PREIMAGE_MISSING");
  });

  it("refuses three", () => {
    const chain = Chain.of(core, "homestead", 4);
    const three = [1, 2, 3].map((extra) => sibling(chain, 4, extra));
    expect(refusal(chain, three)).toBe("invalid OMMERS_TOO_MANY");
  });

  it("refuses one that breaks a header's rules, and says which", () => {
    const chain = Chain.of(core, "homestead", 4);
    const cases: [keyof typeof FIELD, Item, string][] = [
      ["difficulty", integer(131_073n), "DIFFICULTY"],
      ["number", integer(5n), "BLOCK_NUMBER"],
      ["timestamp", chain.at(3).header[FIELD.timestamp]!, "TIMESTAMP_NOT_AFTER_PARENT"],
      ["gasLimit", integer(4_999n), "GAS_LIMIT_TOO_LOW"],
      ["gasLimit", integer(5_004n), "GAS_LIMIT_STEP"],
      ["gasUsed", integer(5_001n), "GAS_USED_ABOVE_LIMIT"],
      ["extraData", new Uint8Array(33), "EXTRA_DATA_TOO_LONG"],
      ["nonce", new Uint8Array(7), "OMMER_MALFORMED"],
    ];
    for (const [field, value, name] of cases) {
      const ommer = sibling(chain, 4);
      ommer[FIELD[field]] = value;
      expect(refusal(chain, [ommer]), field).toBe(`invalid ${name}`);
    }
    const london = [...sibling(chain, 4), integer(7n)];
    expect(refusal(chain, [london])).toBe("invalid HEADER_FIELD_COUNT");
    // The record names the ommer.
    const ommer = sibling(chain, 4);
    ommer[FIELD.difficulty] = integer(1n);
    const { failure } = chain.judge(childOf(chain.head, 1, [ommer]));
    expect(failure).toMatchObject({ name: "DIFFICULTY", hash: toHex(made(ommer).hash) });
  });

  it("refuses ommers that the header does not commit to", () => {
    const chain = Chain.of(core, "homestead", 4);
    const block = childOf(chain.head, 1, [sibling(chain, 4)]);
    const outcome = chain.judge({ ...block, ommers: [sibling(chain, 4, 8)] });
    expect(outcome).toMatchObject({ verdict: "invalid", failure: { name: "OMMERS_HASH_MISMATCH" } });
  });
});
