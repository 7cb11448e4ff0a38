// Rules of the OP Stack by fork, on a small rollup; what the numbers should be is computed here from the formulas of the
// specifications (docs/testing.md has the table of rule against source). Every block that is built is checked as a full
// block too.
import { type Hex, toHex } from "@assay/core/hex";
import { createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createTx } from "@ethereumjs/tx";
import { describe, expect, it, test } from "vitest";
import { loadTesting } from "../../packages/core/test/load.ts";
import {
  atLeast,
  build,
  buildAndCheck,
  CHAIN_ID,
  DEPOSITOR,
  deposit,
  ETHER,
  FIELD,
  FORKS,
  type ForkName,
  fieldsOf,
  fullBlock,
  JOVIAN_EXTRA,
  KEY,
  L1_BLOCK,
  number,
  predeploy,
  type Scenario,
  SENDER,
  SEQUENCER_VAULT,
  signed,
  TIME,
  transactionsOf,
  verify,
} from "./rollup.ts";

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replace(/^0x/, ""), "hex"));
const CREATE2_DEPLOYER = "0x13b0d85ccb8bf860b6b79af3029fca081ae9bef2" as Hex;
const EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
const NO_REQUESTS = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const STRANGER = "0x00000000000000000000000000000000000000cc" as Hex;
const since = (fork: ForkName) => FORKS.slice(FORKS.indexOf(fork));
const before = (fork: ForkName) => FORKS.slice(0, FORKS.indexOf(fork));

const fastlz = await loadTesting("optimism", "debug");
function estimatedSize(data: Uint8Array): bigint {
  fastlz.exports["reset"]!();
  return fastlz.exports["estimatedSize"]!(fastlz.place(new Uint8Array([...data, 0])), data.length) as bigint;
}

const L1 = {
  baseFee: 20_000_000_000n,
  blobBaseFee: 3_000_000_000n,
  overhead: 188n,
  scalar: 684_000n,
  baseFeeScalar: 1368n,
  blobBaseFeeScalar: 810_949n,
  operatorFeeScalar: 5_000_000n,
  operatorFeeConstant: 777n,
  daFootprintGasScalar: 600n,
};

function l1Fee(fork: ForkName, raw: Uint8Array): bigint {
  const zeros = BigInt(raw.filter((byte) => byte === 0).length);
  const rest = BigInt(raw.length) - zeros;
  if (!atLeast(fork, "ecotone")) {
    const gas = 4n * zeros + 16n * (rest + (fork === "bedrock" ? 68n : 0n)) + L1.overhead;
    return (gas * L1.baseFee * L1.scalar) / 1_000_000n;
  }
  const price = 16n * L1.baseFee * L1.baseFeeScalar + L1.blobBaseFee * L1.blobBaseFeeScalar;
  if (!atLeast(fork, "fjord")) return ((4n * zeros + 16n * rest) * price) / 16_000_000n;
  return (estimatedSize(raw) * price) / 1_000_000_000_000n;
}

function operatorFee(fork: ForkName, gas: bigint): bigint {
  if (!atLeast(fork, "isthmus")) return 0n;
  if (!atLeast(fork, "jovian")) return (gas * L1.operatorFeeScalar) / 1_000_000n + L1.operatorFeeConstant;
  return gas * L1.operatorFeeScalar * 100n + L1.operatorFeeConstant;
}

/** Fields of receipt i: status, gas, bloom, logs, and what follows. */
function receipt(result: ReturnType<typeof build>, i: number): Uint8Array[] {
  const raw = result.outcome.result!.receipts[i]!;
  return fieldsOf(raw[0]! >= 0xc0 ? raw : raw.subarray(1));
}

describe.each(FORKS)("%s", (fork) => {
  const base: Scenario = { fork, l1: L1 };

  it("has the header of its fork", () => {
    const { header } = buildAndCheck(base);
    expect(header.length).toBe(
      atLeast(fork, "isthmus") ? 21 : atLeast(fork, "ecotone") ? 20 : atLeast(fork, "canyon") ? 17 : 16,
    );
    const extra = atLeast(fork, "jovian")
      ? toHex(JOVIAN_EXTRA)
      : atLeast(fork, "holocene")
        ? "0x00000000fa00000006"
        : "0x";
    expect(toHex(header[FIELD.extraData]!)).toBe(extra);
    if (atLeast(fork, "canyon") && !atLeast(fork, "isthmus"))
      expect(toHex(header[FIELD.withdrawalsRoot]!)).toBe(EMPTY_ROOT);
    if (atLeast(fork, "ecotone")) expect(number(header[FIELD.blobGasUsed])).toBe(0n);
    if (atLeast(fork, "isthmus")) expect(toHex(header[FIELD.requestsHash]!)).toBe(NO_REQUESTS);
  });

  it("counts the gas of deposits, and says their nonce in the receipt, as its rules say", () => {
    const result = buildAndCheck({ ...base, transactions: [deposit({ from: STRANGER, to: L1_BLOCK, gas: 50_000n })] });
    // The L1 attributes deposit is a system transaction before Regolith, whose gas nobody counts.
    const first = atLeast(fork, "regolith") ? 21_000n : 0n;
    const second = atLeast(fork, "regolith") ? 21_000n : 50_000n;
    expect(number(result.header[FIELD.gasUsed])).toBe(first + second);
    const fields = receipt(result, 1);
    expect(number(fields[0])).toBe(1n);
    expect(number(fields[1])).toBe(first + second);
    expect(fields.slice(4).map(number)).toEqual(atLeast(fork, "canyon") ? [0n, 1n] : []);
    expect(result.change(STRANGER)).toMatchObject({ nonce: 1n, balance: 0n });
  });

  it("shares out what a signed transaction pays, to the last wei", () => {
    const raw = signed({ data: bytes("00112200".repeat(40)) });
    const result = buildAndCheck({ ...base, transactions: [raw] });
    const baseFee = 1_000_000n;
    const gasUsed = number(receipt(result, 1)[1]) - number(receipt(result, 0)[1]);
    expect(number(result.header[FIELD.baseFee])).toBe(baseFee);
    const l1 = l1Fee(fork, raw);
    const operator = operatorFee(fork, gasUsed);
    expect(result.balance(predeploy("19"))).toBe(gasUsed * baseFee);
    expect(result.balance(predeploy("1a"))).toBe(l1);
    expect(result.balance(predeploy("1b"))).toBe(atLeast(fork, "isthmus") ? operator : undefined);
    expect(result.balance(SEQUENCER_VAULT)).toBe(gasUsed * 100_000n);
    expect(result.balance(SENDER)).toBe(10n * ETHER - 5n - gasUsed * (baseFee + 100_000n) - l1 - operator);
    // EIP-7623: 80 zero and 80 other bytes are 400 tokens, which is above what they cost otherwise.
    expect(gasUsed).toBe(atLeast(fork, "isthmus") ? 21_000n + 400n * 10n : 21_000n + 80n * 4n + 80n * 16n);
    const footprint = atLeast(fork, "jovian") ? (estimatedSize(raw) / 1_000_000n) * 600n : 0n;
    if (atLeast(fork, "ecotone")) expect(number(result.header[FIELD.blobGasUsed])).toBe(footprint);
  });

  it("wants the L1 fee and the operator fee before anything else", () => {
    const raw = signed();
    const cost = 100_000n * 2_000_000_000n + 5n + l1Fee(fork, raw) + operatorFee(fork, 100_000n);
    const accounts = (balance: bigint) => ({
      [SENDER]: { nonce: "0x0", balance: `0x${balance.toString(16)}`, code: "0x", storage: {} },
    });
    const poor = build({ ...base, transactions: [raw], accounts: accounts(cost - 1n) });
    expect(poor.outcome).toMatchObject({
      verdict: "invalid",
      failure: { name: "TX_INSUFFICIENT_FUNDS", transaction: 1 },
    });
    buildAndCheck({ ...base, transactions: [raw], accounts: accounts(cost) });
  });

  it("keeps what a failing deposit mints, and counts its nonce", () => {
    const value = 3n * ETHER;
    const failing: [string, Parameters<typeof deposit>[0]][] = [
      ["value above the balance", { value, mint: value - 1n }],
      ["gas below the intrinsic", { gas: 20_999n }],
      ["a precompile that fails", { to: `0x${"00".repeat(19)}08`, data: new Uint8Array(1) }],
      ["code that reverts", { to: `0x${"bb".repeat(20)}` }],
    ];
    if (atLeast(fork, "regolith")) failing.push(["a system transaction after Regolith", { isSystem: true }]);
    if (atLeast(fork, "canyon")) {
      failing.push(["init code above EIP-3860", { to: null, data: new Uint8Array(49_153), gas: 3_000_000n }]);
    }
    if (atLeast(fork, "isthmus"))
      failing.push(["gas below the floor", { data: new Uint8Array(1000).fill(1), gas: 60_999n }]);
    const accounts = { [`0x${"bb".repeat(20)}`]: { nonce: "0x1", balance: "0x0", code: "0x5f5ffd", storage: {} } };
    for (const [name, fields] of failing) {
      const gas = fields?.gas ?? 100_000n;
      const result = buildAndCheck({
        ...base,
        accounts,
        transactions: [deposit({ from: STRANGER, mint: 7n, to: L1_BLOCK, ...fields, gas })],
      });
      expect(result.change(STRANGER), name).toMatchObject({ nonce: 1n, balance: fields?.mint ?? 7n });
      const [status, total, , logs] = receipt(result, 1);
      expect(number(status), name).toBe(0n);
      expect(logs!.length, name).toBe(0);
      const used = number(total) - number(receipt(result, 0)[1]);
      if (name !== "code that reverts" || !atLeast(fork, "regolith")) expect(used, name).toBe(gas);
      // PUSH0 is an invalid opcode before Canyon.
      else expect(used < gas, name).toBe(atLeast(fork, "canyon"));
    }
  });

  it("creates contracts from deposits, at the sender's nonce", () => {
    // Returns one zero byte.
    const result = buildAndCheck({
      ...base,
      transactions: [deposit({ from: DEPOSITOR, to: null, data: bytes("60016000f3"), mint: 9n, value: 4n })],
    });
    // The depositor has sent the L1 attributes before, with nonce 0.
    const created = result.outcome.result!.accountChanges.filter(
      (change) => change.balance === 4n && change.nonce === 1n,
    );
    expect(created.length).toBe(1);
    expect(result.change(DEPOSITOR)).toMatchObject({ nonce: 2n, balance: 5n });
  });

  it("has no blob transactions, and deposits only in front", () => {
    const common = createCustomCommon({ chainId: Number(CHAIN_ID) }, Mainnet, {
      hardfork: Hardfork.Cancun,
      customCrypto: { kzg: {} as never },
    });
    const blob = createTx(
      {
        type: 3,
        chainId: CHAIN_ID,
        nonce: 0n,
        gasLimit: 21_000n,
        to: STRANGER,
        maxFeePerGas: 10n ** 9n,
        maxFeePerBlobGas: 10n ** 9n,
        blobVersionedHashes: [`0x01${"00".repeat(31)}`],
      },
      { common },
    ).sign(KEY);
    const code = (scenario: Scenario) => build(scenario).outcome.failure?.name;
    expect(code({ ...base, transactions: [blob.serialize()] })).toBe("OPTIMISM_BLOB_TRANSACTION");
    expect(code({ ...base, transactions: [signed(), deposit({ from: STRANGER })] })).toBe("DEPOSIT_AFTER_SIGNED");
    expect(code({ ...base, attributes: { transactions: [] } })).toBe("DEPOSIT_MISSING");
    expect(code({ ...base, attributes: { transactions: [signed()] } })).toBe("DEPOSIT_MISSING");
    expect(code({ ...base, transactions: [signed({ gasLimit: 29_990_000n })] })).toBe(
      atLeast(fork, "regolith") ? "TX_GAS_ALLOWANCE" : undefined,
    );
    expect(code({ ...base, transactions: [deposit({ gas: 30_000_001n })] })).toBe("TX_GAS_ALLOWANCE");
  });

  it("has the precompiles of its fork", () => {
    const gasOf = (to: string, data: Uint8Array, gas = 29_000_000n) => {
      const result = build({ ...base, transactions: [deposit({ from: STRANGER, to: to as Hex, data, gas })] });
      expect(result.outcome.failure).toBeNull();
      return {
        ok: number(receipt(result, 1)[0]) === 1n,
        gas: number(receipt(result, 1)[1]) - number(receipt(result, 0)[1]),
      };
    };
    const precompile = (n: number): string => `0x${n.toString(16).padStart(40, "0")}`;
    if (atLeast(fork, "regolith")) {
      // 160 bytes that verify nothing: an empty output, and the gas of RIP-7212.
      const p256 = gasOf(precompile(0x100), new Uint8Array(160).fill(1), 100_000n);
      const plain = 21_000n + 160n * 16n;
      expect(p256.gas).toBe(
        atLeast(fork, "isthmus") ? 21_000n + 640n * 10n : plain + (atLeast(fork, "fjord") ? 3450n : 0n),
      );
    }
    // Pairs of points at infinity.
    const pairing = (pairs: number) => gasOf(precompile(8), new Uint8Array(192 * pairs)).ok;
    const most = atLeast(fork, "jovian") ? 427 : atLeast(fork, "granite") ? 586 : null;
    if (most === null) expect(pairing(587)).toBe(true);
    else expect([pairing(most), pairing(most + 1)]).toEqual([true, false]);
    if (!atLeast(fork, "isthmus")) return;
    const limits: [number, number, number][] = atLeast(fork, "jovian")
      ? [
          [0x0c, 160, 1806],
          [0x0e, 288, 968],
          [0x0f, 384, 408],
        ]
      : [
          [0x0c, 160, 3211],
          [0x0e, 288, 1696],
          [0x0f, 384, 612],
        ];
    for (const [at, size, pairs] of limits) {
      const run = (count: number) => gasOf(precompile(at), new Uint8Array(size * count), 29_900_000n).ok;
      expect([run(pairs), run(pairs + 1)], `precompile ${at}`).toEqual([true, false]);
    }
  });
});

test.each([
  ["delta", "ecotone"],
  ["regolith", "canyon"],
] as const)("%s to %s at the very block", (fork, next) => {
  const { change } = buildAndCheck({ fork, next });
  const deployed = change(CREATE2_DEPLOYER);
  if (next === "canyon") {
    expect(toHex(deployed!.codeHash)).toBe("0xb0550b5b431e30d38000efb7107aaa0ade03d48a7198a140edda9d27134468b2");
    // Balance and nonce stay; code alone makes the account exist.
    expect(deployed).toMatchObject({ nonce: 0n, balance: 0n });
    const rich = { [CREATE2_DEPLOYER]: { nonce: "0x2", balance: "0x5", code: "0x00", storage: { "0x1": "0x2" } } };
    expect(buildAndCheck({ fork, next, accounts: rich }).change(CREATE2_DEPLOYER)).toMatchObject({
      nonce: 2n,
      balance: 5n,
    });
  } else expect(deployed).toBeUndefined();
});

test.each(since("canyon"))("%s from before: no Create2Deployer out of nothing", (fork) => {
  expect(buildAndCheck({ fork }).change(CREATE2_DEPLOYER)).toBeUndefined();
});

test("the block that activates Ecotone pays the L1 fee of Bedrock's values", () => {
  const raw = signed();
  const l1 = { baseFee: L1.baseFee, overhead: L1.overhead, scalar: L1.scalar };
  const { balance } = buildAndCheck({ fork: "delta", next: "ecotone", l1, transactions: [raw] });
  expect(balance(predeploy("1a"))).toBe(l1Fee("delta", raw));
});

test.each(["isthmus", "jovian"] as const)(
  "%s: the operator fee of a block whose values are not set is zero",
  (fork) => {
    const { balance } = buildAndCheck({ fork, l1: { baseFee: 1n }, transactions: [signed()] });
    expect(balance(predeploy("1b"))).toBeUndefined();
  },
);

describe("base fee", () => {
  const fee = (scenario: Scenario) => number(buildAndCheck(scenario).header[FIELD.baseFee]);
  const parent = { baseFee: 1_000_000_000n, gasUsed: 15_000_000n };

  it("moves by the chain's constants before Holocene", () => {
    // Ten million above the target of five million: twice the target.
    for (const fork of before("holocene")) {
      const denominator = atLeast(fork, "canyon") ? 250n : 50n;
      expect(fee({ fork, parent }), fork).toBe(1_000_000_000n + 2_000_000_000n / denominator);
      expect(fee({ fork, parent: { ...parent, gasUsed: 0n } }), fork).toBe(
        1_000_000_000n - 1_000_000_000n / denominator,
      );
    }
    // The denominator is that of the block, not of its parent.
    expect(fee({ fork: "regolith", next: "canyon", parent })).toBe(1_000_000_000n + 2_000_000_000n / 250n);
  });

  it("moves by the parent's extra data from Holocene on, but not in its first block", () => {
    const extraData = bytes("000000006400000003");
    // Target ten million; five million above it.
    expect(fee({ fork: "holocene", parent: { ...parent, extraData } })).toBe(1_000_000_000n + 500_000_000n / 100n);
    expect(fee({ fork: "granite", next: "holocene", parent })).toBe(1_000_000_000n + 2_000_000_000n / 250n);
  });

  it("has a minimum and counts the DA footprint from the second block of Jovian on", () => {
    const extraData = bytes("01000000fa00000006000000003b9aca00");
    expect(fee({ fork: "jovian", parent: { baseFee: 5n, gasUsed: 0n, extraData } })).toBe(1_000_000_000n);
    const low = bytes("01000000fa000000060000000000000000");
    const footprint = { ...parent, gasUsed: 0n, blobGasUsed: 15_000_000n, extraData: low };
    expect(fee({ fork: "jovian", parent: footprint })).toBe(1_000_000_000n + 2_000_000_000n / 250n);
    expect(fee({ fork: "isthmus", next: "jovian", parent: { ...parent, gasUsed: 0n } })).toBe(
      1_000_000_000n - 4_000_000n,
    );
  });

  it("a parent that no block could have is the witness's fault", () => {
    for (const extraData of [
      "",
      "00000000fa0000000600",
      "01000000fa00000006",
      "000000000000000006",
      "00000000fa00000000",
    ]) {
      const { outcome } = build({ fork: "holocene", parent: { extraData: bytes(extraData) } });
      expect(outcome, extraData).toMatchObject({
        verdict: "incomplete",
        failure: { name: "ANCESTOR_HEADER_MALFORMED" },
      });
    }
    expect(build({ fork: "canyon", parent: { gasLimit: 5n } }).outcome.verdict).toBe("incomplete");
  });
});

describe("extra data from the attributes", () => {
  it("is what they say, or the chain's constants where both are zero", () => {
    const eip1559Params = bytes("0000007b00000002");
    const { header } = buildAndCheck({ fork: "isthmus", attributes: { eip1559Params } });
    expect(toHex(header[FIELD.extraData]!)).toBe("0x000000007b00000002");
    const jovian = buildAndCheck({ fork: "jovian", attributes: { eip1559Params, minBaseFee: 258n } });
    expect(toHex(jovian.header[FIELD.extraData]!)).toBe("0x010000007b000000020000000000000102");
    for (const half of ["0000007b00000000", "0000000000000002"]) {
      const { outcome } = build({ fork: "jovian", attributes: { eip1559Params: bytes(half) } });
      expect(outcome.failure?.name).toBe("ATTRIBUTES_EIP1559_ZERO");
    }
  });

  it.each([
    ["a beacon root before Ecotone", "delta", { parentBeaconBlockRoot: new Uint8Array(32) }, "ATTRIBUTES_BEACON_ROOT"],
    ["none from Ecotone on", "ecotone", { parentBeaconBlockRoot: null }, "ATTRIBUTES_BEACON_ROOT"],
    ["parameters before Holocene", "granite", { eip1559Params: new Uint8Array(8) }, "ATTRIBUTES_EIP1559"],
    ["none from Holocene on", "holocene", { eip1559Params: null }, "ATTRIBUTES_EIP1559"],
    ["a minimum before Jovian", "isthmus", { minBaseFee: 0n }, "ATTRIBUTES_MIN_BASE_FEE"],
    ["none from Jovian on", "jovian", { minBaseFee: null }, "ATTRIBUTES_MIN_BASE_FEE"],
    ["a time that is not later", "isthmus", { timestamp: TIME - 2n }, "TIMESTAMP_NOT_AFTER_PARENT"],
  ] as const)("%s", (_name, fork, attributes, code) => {
    expect(build({ fork, attributes }).outcome).toMatchObject({ verdict: "invalid", failure: { name: code } });
  });
});

test("Isthmus: the withdrawals root is the storage root of the message passer after the block", () => {
  const passer = predeploy("16");
  const accounts = { [passer]: { nonce: "0x1", balance: "0x0", code: "0x600160005500", storage: { "0x5": "0x7" } } };
  for (const fork of since("isthmus")) {
    const result = buildAndCheck({ fork, accounts, transactions: [deposit({ from: STRANGER, to: passer })] });
    expect(toHex(result.header[FIELD.withdrawalsRoot]!)).toBe(toHex(result.change(passer)!.storageRoot));
    const still = buildAndCheck({ fork, accounts });
    expect(toHex(still.header[FIELD.withdrawalsRoot]!)).not.toBe(EMPTY_ROOT);
    expect(toHex(still.header[FIELD.withdrawalsRoot]!)).not.toBe(toHex(result.header[FIELD.withdrawalsRoot]!));
  }
});

test("Ecotone and Isthmus: BLOBBASEFEE is 1, whatever the parent's blob gas was", () => {
  const address = `0x${"bb".repeat(20)}` as Hex;
  // storage[BLOBBASEFEE] = GASPRICE + 1
  const accounts = { [address]: { nonce: "0x1", balance: "0x0", code: "0x3a6001014a5500", storage: {} } };
  for (const fork of since("ecotone")) {
    const parent = { blobGasUsed: atLeast(fork, "jovian") ? 20_000_000n : 0n };
    const { change } = buildAndCheck({
      fork,
      accounts,
      parent,
      transactions: [deposit({ from: STRANGER, to: address })],
    });
    const [slot, ...more] = change(address)!.storage;
    expect(more.length).toBe(0);
    expect([BigInt(toHex(slot!.key)), BigInt(toHex(slot!.value))]).toEqual([1n, 1n]);
  }
});

test("Jovian: the DA footprint stays within the gas limit", () => {
  const l1 = { ...L1, daFootprintGasScalar: 60_000n };
  const gasLimit = (transactions: number) => 100n * 60_000n * BigInt(transactions);
  const transactions = [0n, 1n, 2n].map((nonce) => signed({ nonce, gasLimit: 30_000n }));
  const scenario: Scenario = { fork: "jovian", l1, transactions, attributes: { gasLimit: gasLimit(3) } };
  expect(number(buildAndCheck(scenario).header[FIELD.blobGasUsed])).toBe(gasLimit(3));
  expect(build({ ...scenario, attributes: { gasLimit: gasLimit(3) - 1n } }).outcome).toMatchObject({
    verdict: "invalid",
    failure: { name: "DA_FOOTPRINT_ABOVE_LIMIT", transaction: 3 },
  });
  // The default where the slot has zero.
  const unset = buildAndCheck({ fork: "isthmus", next: "jovian", l1: {}, transactions: [signed()] });
  expect(number(unset.header[FIELD.blobGasUsed])).toBe(100n * 400n);
});

describe("a full block with one thing wrong", () => {
  const scenario: Scenario = { fork: "isthmus", l1: L1, transactions: [signed()] };
  const changed = (fork: ForkName, field: number, value: Uint8Array) => {
    const result = buildAndCheck({ ...scenario, fork });
    const header = result.header.with(field, value);
    return verify(fullBlock(result.input, header, transactionsOf({ ...scenario, fork }), fork)).failure?.name;
  };
  const word = new Uint8Array(32).fill(1);
  const one = Uint8Array.of(1);

  it.each([
    ["isthmus", FIELD.withdrawalsRoot, word, "OPTIMISM_WITHDRAWALS_ROOT"],
    ["holocene", FIELD.withdrawalsRoot, word, "WITHDRAWALS_ROOT_MISMATCH"],
    ["isthmus", FIELD.requestsHash, word, "REQUESTS_HASH_MISMATCH"],
    ["isthmus", FIELD.blobGasUsed, one, "OPTIMISM_BLOB_GAS_USED"],
    ["jovian", FIELD.blobGasUsed, one, "DA_FOOTPRINT_MISMATCH"],
    ["jovian", FIELD.excessBlobGas, one, "OPTIMISM_EXCESS_BLOB_GAS"],
    ["granite", FIELD.extraData, one, "OPTIMISM_EXTRA_DATA"],
    ["holocene", FIELD.extraData, bytes("01000000fa00000006"), "OPTIMISM_EXTRA_DATA"],
    ["holocene", FIELD.extraData, bytes("00000000fa00000000"), "OPTIMISM_EXTRA_DATA"],
    ["jovian", FIELD.extraData, bytes("00000000fa000000060000000000000000"), "OPTIMISM_EXTRA_DATA"],
    ["jovian", FIELD.extraData, bytes("00000000fa00000006"), "OPTIMISM_EXTRA_DATA"],
    ["jovian", FIELD.baseFee, bytes("0f4241"), "BASE_FEE"],
    ["canyon", FIELD.gasUsed, bytes("ffff"), "GAS_USED_MISMATCH"],
    ["regolith", FIELD.receiptsRoot, word, "RECEIPTS_ROOT_MISMATCH"],
  ] as const)("%s, field %i", (fork, field, value, code) => {
    expect(changed(fork, field, value)).toBe(code);
  });
});

test("a block before the first that the configuration covers is not judged", () => {
  const { input } = build({ fork: "canyon" });
  const [bedrock, ...rest] = input.chain.forks;
  const chain = { ...input.chain, forks: [{ ...bedrock!, activation: 101n }, ...rest] };
  expect(verify({ ...input, chain })).toMatchObject({ verdict: "incomplete", failure: { name: "BLOCK_BEFORE_RULES" } });
});
