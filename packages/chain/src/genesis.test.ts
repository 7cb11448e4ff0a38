import { InputError, type InputErrorCode } from "@assay/core/inputError";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeAlloc, readAlloc } from "./alloc.ts";
import { readGenesis } from "./genesis.ts";

const config = {
  chainId: 1337,
  homesteadBlock: 0,
  eip150Block: 0,
  eip155Block: 0,
  eip158Block: 0,
  byzantiumBlock: 0,
  constantinopleBlock: 0,
  istanbulBlock: 0,
  berlinBlock: 0,
  londonBlock: 0,
  terminalTotalDifficulty: 0,
  shanghaiTime: 0,
  cancunTime: 0,
  pragueTime: 10,
  osakaTime: 20,
  bpo1Time: 30,
  bpo2Time: 40,
  bpo3Time: 50,
  blobSchedule: {
    bpo2: { target: 1, max: 2, baseFeeUpdateFraction: 3 },
    bpo3: { target: 21, max: 32, baseFeeUpdateFraction: 20609697 },
  },
};
const genesis = { config, difficulty: "0x0", gasLimit: "0x1c9c380", alloc: {} };

function spec(changes: object) {
  return readGenesis(JSON.stringify({ config: { ...config, ...changes } })).spec;
}

function refusal(value: unknown): { code: InputErrorCode; message: string } {
  try {
    readGenesis(typeof value === "string" ? value : JSON.stringify(value));
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { code, message, advice } = error as InputError;
    expect(advice.length).toBeGreaterThan(10);
    return { code, message };
  }
  throw new Error("the file was accepted");
}

describe("configuration", () => {
  test("forks and blob parameters", () => {
    const read = spec({});
    expect(read.name).toBe("custom");
    expect(read.parisFromGenesis).toBe(true);
    expect(read.forks.map((fork) => `${fork.fork} ${fork.by} ${fork.activation}`).slice(-6)).toEqual([
      "london block 0",
      "paris block 0",
      "shanghai timestamp 0",
      "cancun timestamp 0",
      "prague timestamp 10",
      "osaka timestamp 20",
    ]);
    expect(read.forks.map((fork) => fork.fork)).toContain("petersburg");
    expect(read.blobSchedule.map((entry) => [entry.timestamp, entry.target, entry.max])).toEqual([
      [0n, 3n, 6n],
      [10n, 6n, 9n],
      [20n, 6n, 9n],
      [30n, 10n, 15n],
      [40n, 1n, 2n],
      [50n, 21n, 32n],
    ]);
  });

  test("entries at the same time collapse into the last", () => {
    const read = spec({ pragueTime: 0, osakaTime: 0, bpo1Time: 0, bpo2Time: undefined, bpo3Time: undefined });
    expect(read.blobSchedule).toEqual([{ timestamp: 0n, target: 10n, max: 15n, baseFeeUpdateFraction: 8346193n }]);
  });

  test("a terminal total difficulty beyond 2^53 keeps every digit", () => {
    const text = JSON.stringify(genesis).replace(
      '"terminalTotalDifficulty":0',
      '"terminalTotalDifficulty":58750000000000000000001',
    );
    expect(readGenesis(text).spec.terminalTotalDifficulty).toBe(58750000000000000000001n);
  });

  test("a bare configuration object is read too", () => {
    expect(readGenesis(JSON.stringify(config))).toEqual({ spec: spec({}), block: null });
  });

  test.each([
    [
      "an unknown fork",
      { config: { ...config, amsterdamTime: 60 } },
      "GENESIS_UNKNOWN_KEY",
      'unknown key "amsterdamTime"',
    ],
    ["an unknown key beside the configuration", { ...genesis, surprise: 1 }, "GENESIS_UNKNOWN_KEY", '"surprise"'],
    [
      "an unknown blob schedule",
      { config: { ...config, blobSchedule: { bpo9: {} } } },
      "GENESIS_UNKNOWN_KEY",
      '"bpo9"',
    ],
    ["an OP Stack chain", { config: { ...config, optimism: {} } }, "CHAIN_NOT_SUPPORTED", "optimism"],
    ["a clique chain", { config: { ...config, clique: {} } }, "CHAIN_NOT_SUPPORTED", "clique"],
    [
      "times out of order",
      { config: { ...config, pragueTime: 30 } },
      "GENESIS_WRONG",
      "osaka at 20 is before prague at 30",
    ],
    [
      "blocks out of order",
      { config: { ...config, berlinBlock: 5 } },
      "GENESIS_WRONG",
      "london at 0 is before berlin at 5",
    ],
    ["a gap", { config: { ...config, cancunTime: null } }, "GENESIS_WRONG", "cancunTime is missing"],
    ["a schedule no EIP fixes", { config: { ...config, bpo4Time: 60 } }, "GENESIS_WRONG", "blobSchedule.bpo4"],
    ["a schedule out of order", { config: { ...config, bpo2Time: 25 } }, "GENESIS_WRONG", "bpo2Time"],
    ["a BPO fork before Osaka", { config: { ...config, bpo1Time: 15 } }, "GENESIS_WRONG", "before Osaka"],
    [
      "target above max",
      { config: { ...config, blobSchedule: { cancun: { target: 7, max: 6, baseFeeUpdateFraction: 1 } } } },
      "GENESIS_WRONG",
      "target",
    ],
    ["a split Spurious Dragon", { config: { ...config, eip155Block: 1 } }, "GENESIS_WRONG", "eip155Block"],
    ["no chain id", { config: { ...config, chainId: undefined } }, "FIELD_MISSING", '"chainId"'],
    ["a negative number", { config: { ...config, londonBlock: -1 } }, "FIELD_WRONG", "londonBlock"],
    ["a fraction", { config: { ...config, londonBlock: 1.5 } }, "FIELD_WRONG", "londonBlock"],
    ["a giant number", { config: { ...config, chainId: "18446744073709551616" } }, "FIELD_WRONG", "64 bits"],
    ["a short deposit contract", { config: { ...config, depositContractAddress: "0x42" } }, "FIELD_WRONG", "20"],
    ["an array", [], "FIELD_WRONG", "an array where an object should be"],
    ["null", null, "FIELD_WRONG", "null"],
    ["no JSON", "{", "JSON_BROKEN", ""],
    ["deep nesting", "[".repeat(200_000), "JSON_BROKEN", ""],
  ] as const)("refuses %s", (_name, value, code, message) => {
    const refused = refusal(value);
    expect(refused.code).toBe(code);
    expect(refused.message).toContain(message);
  });

  test("arbitrary JSON never gives another error than an input error", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          readGenesis(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(config)), fc.jsonValue(), (key, value) => {
        try {
          spec({ [key]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

describe("alloc", () => {
  const address = "00".repeat(19);

  test("every spelling that real files use", () => {
    const [account] = readAlloc({
      [`${address}01`]: { balance: "1", nonce: "0x2", code: "0x6001", storage: { "0x1": "0x02", "03": "4" } },
    });
    expect(account!.address.at(-1)).toBe(1);
    expect([account!.balance, account!.nonce, [...account!.code]]).toEqual([1n, 2n, [0x60, 1]]);
    expect(account!.storage.map(({ key, value }) => [key.at(-1), value.at(-1), key.length])).toEqual([
      [1, 2, 32],
      [3, 4, 32],
    ]);
  });

  test("the section's layout", () => {
    const bytes = encodeAlloc(
      readAlloc({ [`0x${address}01`]: { balance: "0x1ff", nonce: 3, code: "0xaabbcc", storage: { "0x05": "0x06" } } }),
    );
    const view = new DataView(bytes.buffer);
    expect(view.getUint32(0, true)).toBe(1);
    expect(bytes[27]).toBe(1);
    expect(view.getUint32(28, true)).toBe(1);
    expect(view.getBigUint64(32, true)).toBe(3n);
    expect(view.getBigUint64(40, true)).toBe(0x1ffn);
    expect(view.getUint32(72, true)).toBe(3);
    expect(view.getUint32(76, true)).toBe(0);
    expect(bytes[80 + 31]).toBe(5);
    expect(bytes[112 + 31]).toBe(6);
    expect([...bytes.subarray(144, 147)]).toEqual([0xaa, 0xbb, 0xcc]);
    expect(bytes.length).toBe(152);
  });

  test.each([
    ["a key that is no address", { "0x12": {} }, "GENESIS_WRONG"],
    ["an address twice", { [`0x${address}01`]: {}, [`${address}01`]: {} }, "GENESIS_WRONG"],
    ["an unknown key", { [`${address}01`]: { secret: 1 } }, "GENESIS_UNKNOWN_KEY"],
    ["code that is no hex", { [`${address}01`]: { code: "0xzz" } }, "GENESIS_WRONG"],
    ["a balance that is too large", { [`${address}01`]: { balance: `0x1${"0".repeat(64)}` } }, "FIELD_WRONG"],
    ["a long storage word", { [`${address}01`]: { storage: { [`0x${"11".repeat(33)}`]: "0x1" } } }, "GENESIS_WRONG"],
    ["an account that is a string", { [`${address}01`]: "x" }, "FIELD_WRONG"],
  ] as const)("refuses %s", (_name, alloc, code) => {
    expect(refusal({ ...genesis, alloc }).code).toBe(code);
  });
});
