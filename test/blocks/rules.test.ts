// Every rule that can make a block invalid, broken once: the verdict is `invalid` and the code names that rule.
import { RLP } from "@ethereumjs/rlp";
import { beforeAll, describe, expect, it } from "vitest";
import type { CodeName } from "../../packages/core/src/codes.ts";
import type { Hex } from "../../packages/core/src/hex.ts";
import type { Core, Outcome } from "../../packages/core/src/instance.ts";
import { variants } from "../../packages/core/test/load.ts";
import { bytesOf } from "../official/hexFields.ts";
import type { State } from "../official/prestate.ts";
import { Forgery, type Item, integer } from "./forge.ts";
import { judge, loadCore, worldState } from "./verify.ts";
import {
  BEACON_ROOTS,
  CONSOLIDATION_REQUESTS,
  CONTRACTS,
  DEPOSIT_CONTRACT,
  Hardfork,
  HISTORY_STORAGE,
  SENDERS,
  specOf,
  WITHDRAWAL_REQUESTS,
  World,
  worldAccounts,
} from "./world.ts";

const BASE_FEE = 1_000_000_000n;

/** A valid block of one of each: call, blob transaction, delegation, withdrawal. */
async function template(fork: Hardfork): Promise<{ world: World; block: Uint8Array }> {
  const world = await World.open(fork, 0n, BASE_FEE);
  const fees = { maxFeePerGas: 2n * BASE_FEE, maxPriorityFeePerGas: 1n, gasLimit: 200_000n };
  const to = CONTRACTS["log"]!.address;
  const withdrawal = { index: 1n, validatorIndex: 2n, address: SENDERS[5]!, amount: 3n };
  const block = await world.build([withdrawal], async (offer) => {
    expect(await offer(await world.transaction(0, { type: 2, to, ...fees } as never))).toBe(true);
  });
  return { world, block: block.serialize() };
}

interface Case {
  name: string;
  code: CodeName;
  forge: (forgery: Forgery, world: World) => unknown;
}

const header = (name: string, code: CodeName, ...sets: Parameters<Forgery["set"]>[]): Case => ({
  name,
  code,
  forge: (forgery) => {
    for (const args of sets) forgery.set(...args);
  },
});

const HEADER_CASES: Case[] = [
  header("number too high", "BLOCK_NUMBER", ["number", 2n]),
  header("number zero", "BLOCK_NUMBER", ["number", 0n]),
  header("timestamp of the parent", "TIMESTAMP_NOT_AFTER_PARENT", ["timestamp", 1_000_000n]),
  header("gas limit up too far", "GAS_LIMIT_STEP", ["gasLimit", 36_000_000n + 36_000_000n / 1024n]),
  header("gas limit down too far", "GAS_LIMIT_STEP", ["gasLimit", 36_000_000n - 36_000_000n / 1024n]),
  header("gas limit beyond 63 bits", "GAS_LIMIT_TOO_HIGH", ["gasLimit", 1n << 63n]),
  header("gas used above the limit", "GAS_USED_ABOVE_LIMIT", ["gasUsed", 36_000_001n]),
  header("33 bytes of extra data", "EXTRA_DATA_TOO_LONG", ["extraData", new Uint8Array(33)]),
  header("a difficulty", "POS_DIFFICULTY", ["difficulty", 1n]),
  header("a nonce", "POS_NONCE", ["nonce", new Uint8Array(8).fill(1)]),
  header("another base fee", "BASE_FEE", ["baseFee", BASE_FEE]),
  header("a base fee of 33 bytes", "HEADER_MALFORMED", ["baseFee", new Uint8Array(33).fill(1)]),
  header("leading zeros", "HEADER_MALFORMED", ["gasUsed", new Uint8Array([0, 1])]),
  header("a number of nine bytes", "HEADER_MALFORMED", ["number", 1n << 64n]),
  header("a short nonce", "HEADER_MALFORMED", ["nonce", new Uint8Array(7)]),
  header("a short bloom", "HEADER_MALFORMED", ["bloom", new Uint8Array(255)]),
  header("a list for a hash", "HEADER_MALFORMED", ["mixHash", []]),
  header("too much blob gas", "BLOB_GAS_USED_TOO_HIGH", ["blobGasUsed", 10n * 131_072n]),
  header("part of a blob", "BLOB_GAS_USED_STEP", ["blobGasUsed", 131_071n]),
  header("another excess", "EXCESS_BLOB_GAS", ["excessBlobGas", 131_072n]),
  header("gas used", "GAS_USED_MISMATCH", ["gasUsed", 21_001n]),
  header("blob gas used", "BLOB_GAS_USED_MISMATCH", ["blobGasUsed", 131_072n]),
  header("receipts root", "RECEIPTS_ROOT_MISMATCH", ["receiptsRoot", new Uint8Array(32)]),
  header("bloom", "BLOOM_MISMATCH", ["bloom", new Uint8Array(256)]),
  header("requests hash", "REQUESTS_HASH_MISMATCH", ["requestsHash", new Uint8Array(32)]),
  header("state root", "STATE_ROOT_MISMATCH", ["stateRoot", new Uint8Array(32)]),
  // What is checked last is named last.
  header("several results", "GAS_USED_MISMATCH", ["gasUsed", 0n], ["stateRoot", new Uint8Array(32)]),
  header("beacon root", "STATE_ROOT_MISMATCH", ["parentBeaconRoot", new Uint8Array(32)]),
  header("ommers hash", "POS_OMMERS", ["ommersHash", new Uint8Array(32)]),
  header("transactions root", "TRANSACTIONS_ROOT_MISMATCH", ["transactionsRoot", new Uint8Array(32)]),
  header("withdrawals root", "WITHDRAWALS_ROOT_MISMATCH", ["withdrawalsRoot", new Uint8Array(32)]),
  { name: "no requests hash", code: "HEADER_FIELD_COUNT", forge: ({ header }) => header.pop() },
  { name: "a field too many", code: "HEADER_MALFORMED", forge: ({ header }) => header.push(new Uint8Array(32)) },
  { name: "no beacon root", code: "HEADER_MALFORMED", forge: ({ header }) => header.splice(19, 2) },
];

const BODY_CASES: Case[] = [
  {
    name: "an ommer",
    code: "POS_OMMERS",
    forge: async (forgery) => {
      forgery.ommers.push(forgery.header.slice());
      await forgery.commit();
    },
  },
  { name: "no withdrawals", code: "WITHDRAWALS_MISSING", forge: (forgery) => (forgery.withdrawals = null) },
  { name: "something after them", code: "BLOCK_MALFORMED", forge: (forgery) => forgery.more.push([]) },
  {
    name: "an address of 19 bytes",
    code: "WITHDRAWAL_MALFORMED",
    forge: async (forgery) => {
      (forgery.withdrawals![0] as Item[])[2] = new Uint8Array(19).fill(1);
      await forgery.commit();
    },
  },
  {
    name: "an amount of nine bytes",
    code: "WITHDRAWAL_MALFORMED",
    forge: async (forgery) => {
      (forgery.withdrawals![0] as Item[])[3] = integer(1n << 64n);
      await forgery.commit();
    },
  },
  {
    name: "five fields",
    code: "WITHDRAWAL_MALFORMED",
    forge: async (forgery) => {
      (forgery.withdrawals![0] as Item[]).push(new Uint8Array(0));
      await forgery.commit();
    },
  },
  {
    name: "another withdrawal",
    code: "STATE_ROOT_MISMATCH",
    forge: async (forgery) => {
      (forgery.withdrawals![0] as Item[])[3] = integer(4n);
      await forgery.commit();
    },
  },
];

const FEES = { maxFeePerGas: 2n * BASE_FEE, maxPriorityFeePerGas: 1n };
const CALL = { gasLimit: 100_000n, to: SENDERS[1]! };
const BLOB = {
  type: 3,
  ...CALL,
  ...FEES,
  maxFeePerBlobGas: 10n,
  blobVersionedHashes: [`0x01${"00".repeat(31)}` as const],
};

/** The block has this transaction alone. `fields` changes what was signed: the signature does not matter before recovery,
 *  and not after it either, except for who the sender is. */
function transaction(name: string, code: CodeName, data: object, fields: (list: Item[]) => unknown = () => {}): Case {
  return {
    name,
    code,
    forge: async (forgery, world) => {
      const tx = await world.transaction(1, data as never);
      const list = RLP.decode(tx.type === 0 ? tx.serialize() : tx.serialize().subarray(1)) as unknown as Item[];
      fields(list);
      const encoded = RLP.encode(list as never);
      forgery.transactions = [tx.type === 0 ? list : new Uint8Array([tx.type, ...encoded])];
      await forgery.commit();
    },
  };
}

const raw = (name: string, code: CodeName, item: Item): Case => ({
  name,
  code,
  forge: async (forgery) => {
    forgery.transactions = [item];
    await forgery.commit();
  },
});

const TRANSACTION_CASES: Case[] = [
  raw("type 5", "TX_TYPE", new Uint8Array([5, 0xc0])),
  raw("type 0 as a type", "TX_TYPE", new Uint8Array([0, 0xc0])),
  raw("no bytes", "TX_TYPE", new Uint8Array(0)),
  {
    name: "a legacy transaction as a string",
    code: "TX_TYPE",
    forge: async (forgery, world) => {
      const tx = await world.transaction(1, { type: 0, ...CALL, gasPrice: 2n * BASE_FEE } as never);
      forgery.transactions = [tx.serialize()];
      await forgery.commit();
    },
  },
  raw("a type and nothing else", "TX_RLP", new Uint8Array([2])),
  raw("no fields", "TX_FIELD_COUNT", new Uint8Array([2, 0xc0])),
  raw("bytes after the list", "TX_RLP", new Uint8Array([2, 0xc0, 0])),
  raw("an empty legacy transaction", "TX_FIELD_COUNT", []),
  transaction("a field too many", "TX_FIELD_COUNT", { type: 2, ...CALL, ...FEES }, (list) => list.push(integer(1n))),
  transaction("a field too few", "TX_FIELD_COUNT", { type: 2, ...CALL, ...FEES }, (list) => list.pop()),
  transaction("leading zeros", "TX_LEADING_ZEROS", { type: 2, ...CALL, ...FEES }, (list) => {
    list[4] = new Uint8Array([0, 1]);
  }),
  transaction("a list for a number", "TX_FIELD_KIND", { type: 2, ...CALL, ...FEES }, (list) => (list[1] = [])),
  transaction("a number for a list", "TX_FIELD_KIND", { type: 2, ...CALL, ...FEES }, (list) => {
    list[8] = new Uint8Array(0);
  }),
  transaction("a value of 33 bytes", "TX_FIELD_OVERFLOW", { type: 2, ...CALL, ...FEES }, (list) => {
    list[6] = new Uint8Array(33).fill(1);
  }),
  transaction("a recipient of 21 bytes", "TX_ADDRESS_LENGTH", { type: 2, ...CALL, ...FEES }, (list) => {
    list[5] = new Uint8Array(21).fill(1);
  }),
  transaction("an access list of numbers", "TX_ACCESS_LIST", { type: 2, ...CALL, ...FEES }, (list) => {
    list[8] = [integer(1n)];
  }),
  transaction("a slot of 31 bytes", "TX_ACCESS_LIST", { type: 2, ...CALL, ...FEES }, (list) => {
    list[8] = [[new Uint8Array(20), [new Uint8Array(31)]]];
  }),
  transaction("another chain", "TX_CHAIN_ID", { type: 2, ...CALL, ...FEES }, (list) => (list[0] = integer(2n))),
  transaction("y parity 2", "TX_SIGNATURE_VALUES", { type: 2, ...CALL, ...FEES }, (list) => (list[9] = integer(2n))),
  transaction("r of zero", "TX_SIGNATURE_VALUES", { type: 2, ...CALL, ...FEES }, (list) => (list[10] = integer(0n))),
  transaction("r of the group order", "TX_SIGNATURE_VALUES", { type: 2, ...CALL, ...FEES }, (list) => {
    list[10] = integer(ORDER);
  }),
  transaction("s in the upper half", "TX_SIGNATURE_HIGH_S", { type: 2, ...CALL, ...FEES }, (list) => {
    list[11] = integer(ORDER / 2n + 1n);
  }),
  transaction(
    "an r that is no point",
    "TX_RECOVERY",
    { type: 2, ...CALL, ...FEES },
    (list) => (list[10] = integer(5n)),
  ),
  {
    name: "a transaction twice",
    code: "TX_NONCE_TOO_LOW",
    forge: async (forgery) => {
      forgery.transactions.push(forgery.transactions[0]!);
      await forgery.commit();
    },
  },
  transaction("a nonce too high", "TX_NONCE_TOO_HIGH", { type: 2, ...CALL, ...FEES, nonce: 1n }),
  transaction("more gas than the block", "TX_GAS_ALLOWANCE", { type: 2, ...CALL, ...FEES, gasLimit: 36_000_001n }),
  transaction(
    "too little gas",
    "TX_INTRINSIC_GAS",
    { type: 2, ...CALL, ...FEES },
    (list) => (list[4] = integer(20_999n)),
  ),
  transaction(
    "gas below the floor",
    "TX_FLOOR_GAS",
    { type: 2, ...CALL, ...FEES, data: new Uint8Array(500).fill(1) },
    (list) => {
      list[4] = integer(21_000n + 500n * 16n);
    },
  ),
  transaction("a fee below the base fee", "TX_MAX_FEE_BELOW_BASE_FEE", {
    type: 2,
    ...CALL,
    maxFeePerGas: 1n,
    maxPriorityFeePerGas: 0n,
  }),
  transaction("a gas price below the base fee", "TX_MAX_FEE_BELOW_BASE_FEE", { type: 0, ...CALL, gasPrice: 1n }),
  transaction("a priority above the maximum", "TX_PRIORITY_ABOVE_MAX_FEE", { type: 2, ...CALL, ...FEES }, (list) => {
    list[2] = integer(2n * BASE_FEE + 1n);
  }),
  transaction("more than the sender has", "TX_INSUFFICIENT_FUNDS", {
    type: 2,
    ...CALL,
    ...FEES,
    value: 1_000n * 10n ** 18n,
  }),
  transaction("a fee beyond 256 bits", "TX_GAS_PRICE_OVERFLOW", { type: 2, ...CALL, ...FEES }, (list) => {
    list[3] = integer((1n << 256n) - 1n);
  }),
  transaction("init code of 49,153 bytes", "TX_INIT_CODE_SIZE", { type: 2, ...FEES, gasLimit: 10_000_000n }, (list) => {
    list[7] = new Uint8Array(49_153);
  }),
  transaction("a blob transaction that creates", "TX_BLOB_CREATE", BLOB, (list) => (list[5] = new Uint8Array(0))),
  transaction("no blobs", "TX_BLOBS_EMPTY", BLOB, (list) => (list[10] = [])),
  transaction("a blob hash of 31 bytes", "TX_BLOB_HASH_LENGTH", BLOB, (list) => (list[10] = [new Uint8Array(31)])),
  transaction("blob version 2", "TX_BLOB_VERSION", BLOB, (list) => (list[10] = [new Uint8Array(32).fill(2)])),
  transaction("a blob fee of zero", "TX_BLOB_FEE", BLOB, (list) => (list[9] = integer(0n))),
  transaction("ten blobs", "TX_BLOB_GAS_ALLOWANCE", BLOB, (list) => {
    list[10] = Array.from({ length: 10 }, () => new Uint8Array(32).fill(1));
  }),
  ...["no authorization", "a delegation that creates", "an authorization of five fields"].map((name, i) =>
    transaction(
      name,
      (["TX_AUTHORIZATIONS_EMPTY", "TX_AUTHORIZATION_CREATE", "TX_AUTHORIZATION_FORMAT"] as const)[i]!,
      {
        type: 4,
        ...CALL,
        ...FEES,
        authorizationList: [{ chainId: "0x1", address: SENDERS[0]!, nonce: "0x0", yParity: "0x0", r: "0x1", s: "0x1" }],
      },
      (list) => {
        if (i === 0) list[9] = [];
        if (i === 1) list[5] = new Uint8Array(0);
        if (i === 2) ((list[9] as Item[])[0] as Item[]).pop();
      },
    ),
  ),
  // The event of the deposit contract, one byte short (EIP-6110).
  transaction("a malformed deposit", "DEPOSIT_LOG", {
    type: 2,
    ...FEES,
    gasLimit: 200_000n,
    to: DEPOSIT_CONTRACT,
    data: new Uint8Array(575),
  }),
];

const ORDER = 0xffffffffffffffffffffffffffffffffbaaedce6af48a03bbfd25e8cd0364141n;

const OSAKA_CASES: Case[] = [
  transaction("gas above 2^24", "TX_GAS_LIMIT_CAP", { type: 2, ...CALL, ...FEES, gasLimit: 1n << 24n }, (list) => {
    list[4] = integer((1n << 24n) + 1n);
  }),
  transaction("seven blobs", "TX_BLOB_COUNT", BLOB, (list) => {
    list[10] = Array.from({ length: 7 }, () => new Uint8Array(32).fill(1));
  }),
  {
    name: "more than 8 MiB",
    code: "BLOCK_TOO_LARGE",
    forge: (forgery) => {
      forgery.withdrawals = Array.from({ length: 8 }, () => new Uint8Array(1 << 20));
    },
  },
];

const REVERT = new Uint8Array([0x5f, 0x5f, 0xfd]);

/** What each system contract being away, or failing, means for a block (EIP-4788, 2935, 7002, 7251). */
const SYSTEM_CASES: [string, Hex, Uint8Array | null, CodeName][] = [
  ["no beacon roots contract", BEACON_ROOTS, null, "STATE_ROOT_MISMATCH"],
  ["a failing beacon roots contract", BEACON_ROOTS, new Uint8Array([0xfe]), "STATE_ROOT_MISMATCH"],
  ["no history contract", HISTORY_STORAGE, null, "STATE_ROOT_MISMATCH"],
  ["no withdrawal requests contract", WITHDRAWAL_REQUESTS, null, "SYSTEM_CONTRACT_EMPTY"],
  ["a failing withdrawal requests contract", WITHDRAWAL_REQUESTS, new Uint8Array([0xfe]), "SYSTEM_CALL_FAILED"],
  ["no consolidation requests contract", CONSOLIDATION_REQUESTS, null, "SYSTEM_CONTRACT_EMPTY"],
  ["a reverting consolidation requests contract", CONSOLIDATION_REQUESTS, REVERT, "SYSTEM_CALL_FAILED"],
  // PUSH1 33, PUSH0, RETURN: 33 zero bytes are requests, whatever they mean.
  ["other requests", WITHDRAWAL_REQUESTS, new Uint8Array([0x60, 33, 0x5f, 0xf3]), "REQUESTS_HASH_MISMATCH"],
];

describe.each(variants)("rules of a block (%s)", (variant) => {
  let core: Core;
  let state: State;
  beforeAll(async () => {
    core = await loadCore(variant);
    state = worldState(core);
  });

  const verify = (world: World, forgery: Forgery, fork: "prague" | "osaka"): Outcome =>
    judge(core, specOf(fork, "prague"), [forgery.encode()], [world.genesis.header.serialize()], state, forgery.hash());

  it.each(SYSTEM_CASES)("%s", async (_name, address, code, expected) => {
    const { world, block } = await template(Hardfork.Prague);
    const accounts = worldAccounts().filter((account) => code !== null || account.address !== address);
    const changed = accounts.map((account) => (account.address === address ? { ...account, code: code! } : account));
    const other = worldState(core, changed);
    const genesis = new Forgery(world.genesis.serialize()).set("stateRoot", bytesOf(other.root));
    const forgery = new Forgery(block).set("parentHash", genesis.hash());
    const headers = [RLP.encode(genesis.header as never)];
    const outcome = judge(core, specOf("prague", "prague"), [forgery.encode()], headers, other, forgery.hash());
    expect(`${outcome.verdict} ${outcome.failure?.name}`).toBe(`invalid ${expected}`);
  });

  describe.each([
    { fork: Hardfork.Prague, name: "prague", cases: [...HEADER_CASES, ...BODY_CASES, ...TRANSACTION_CASES] },
    { fork: Hardfork.Osaka, name: "osaka", cases: OSAKA_CASES },
  ] as const)("$name", ({ fork, name, cases }) => {
    const built = template(fork);

    it("the block is valid before anything is changed", async () => {
      const { world, block } = await built;
      expect(verify(world, new Forgery(block), name).failure).toBeNull();
    });

    it.each(cases)("$name: $code", async ({ forge, code }) => {
      const { world, block } = await built;
      const forgery = new Forgery(block);
      await forge(forgery, world);
      const outcome = verify(world, forgery, name);
      expect(`${outcome.verdict} ${outcome.failure?.name}`).toBe(`invalid ${code}`);
      expect(outcome.result!.summaries[0]!.verdict).toBe("invalid");
    });
  });
});
