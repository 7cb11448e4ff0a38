import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { InputError } from "@assay/core/inputError";
import { describe, expect, test } from "vitest";
import { decodeConfiguration, encodeConfiguration } from "./configuration.ts";
import { networkById, networkByName } from "./networks.ts";
import { ROLLUP_FORKS, readRollupConfig, rollupConfigFromJson, rollupSpec } from "./rollupConfig.ts";
import { SUPERCHAIN_NAMES, superchainById, superchainByName } from "./superchain.ts";
import { SUPERCHAIN } from "./superchainData.ts";

function fixture(name: string): { chainId: number; rollupConfig: Record<string, unknown> } {
  const path = new URL(`../../../fixtures/blocks/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(path)).toString());
}

const file: Record<string, unknown> = fixture("op-mainnet-132795025").rollupConfig;

function refusal(config: unknown): InputError {
  try {
    rollupConfigFromJson(config, superchainById);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error("the file was accepted");
}

describe("built-in chains", () => {
  test("names and ids are found, each once", () => {
    expect(new Set(SUPERCHAIN_NAMES).size).toBe(SUPERCHAIN.length);
    for (const name of SUPERCHAIN_NAMES) {
      const config = superchainByName(name)!;
      expect(networkByName(name)).toEqual(rollupSpec(config));
      expect(networkById(config.l2ChainId)!.name).toBe(name);
    }
    for (const name of ["op", "base", "unichain", "ink", "soneium", "world-chain", "mode", "zora"]) {
      expect(superchainByName(`${name}-mainnet`)?.l1ChainId).toBe(1n);
      expect(superchainByName(`${name}-sepolia`)?.l1ChainId).toBe(11155111n);
    }
    expect(superchainById(42220n)).toBeNull();
  });

  test("OP Mainnet and OP Sepolia have the times that the specification publishes", () => {
    const times = (name: string) => ROLLUP_FORKS.map((fork) => Number(superchainByName(name)!.forkTimes[fork]));
    expect(times("op-mainnet")).toEqual([
      0, 1704992401, 1708560000, 1710374401, 1720627201, 1726070401, 1736445601, 1746806401, 1764691201,
    ]);
    expect(times("op-sepolia")).toEqual([
      0, 1699981200, 1703203200, 1708534800, 1716998400, 1723478400, 1732633200, 1744905600, 1763568001,
    ]);
    expect(superchainByName("op-sepolia")!.pectraBlobScheduleTime).toBe(1742486400n);
    expect(superchainByName("base-sepolia")!.parameters.elasticity).toBe(10n);
  });

  test.each(["op-mainnet-132795025", "op-sepolia-26207960", "unichain-mainnet-10211000"])(
    "the rollup.json of %s says the same as far as it goes",
    (name) => {
      const { rollupConfig, chainId } = fixture(name);
      const read = rollupConfigFromJson(rollupConfig, superchainById);
      const builtIn = superchainById(BigInt(chainId))!;
      // The files are older than the registry's snapshot: what they have is the same, and later forks are not in them.
      const forkTimes = Object.fromEntries(
        Object.entries(builtIn.forkTimes).filter(([fork]) => fork === "regolith" || `${fork}_time` in rollupConfig),
      );
      const { pectraBlobScheduleTime } = read;
      expect(read).toEqual({ ...builtIn, forkTimes, pectraBlobScheduleTime });
      expect(Object.keys(forkTimes).length).toBeGreaterThanOrEqual(7);
    },
  );

  test("every chain's configuration is canonical: it is read back as it was", () => {
    for (const name of SUPERCHAIN_NAMES) {
      const spec = networkByName(name);
      const bytes = encodeConfiguration(spec);
      expect(decodeConfiguration(bytes, (id) => networkById(id)?.name)).toEqual(spec);
      expect(spec.forks[0]).toEqual({
        fork: "bedrock",
        by: "block",
        activation: superchainByName(name)!.genesis.l2.number,
      });
    }
  });
});

describe("rollup.json", () => {
  test("text is read; retired keys say nothing", () => {
    const retired = {
      channel_timeout_granite: 50,
      use_plasma: false,
      da_challenge_window: 1,
      da_resolve_window: 1,
      protocol_versions_address: "0x12",
      alt_da: null,
      interop_time: null,
      da_challenge_address: `0x${"00".repeat(20)}`,
    };
    expect(readRollupConfig(JSON.stringify({ ...file, ...retired }), superchainById)).toEqual(
      rollupConfigFromJson(file, superchainById),
    );
  });

  test.each([
    ["an unknown key", { karst_time: 5 }, "ROLLUP_UNKNOWN_KEY", "karst_time"],
    ["an alt-DA chain", { alt_da: { da_challenge_window: 1 } }, "CHAIN_NOT_SUPPORTED", "alt_da"],
    ["an alt-DA chain of old", { use_plasma: true }, "CHAIN_NOT_SUPPORTED", "alt_da"],
    ["a challenge contract", { da_challenge_address: `0x${"11".repeat(20)}` }, "CHAIN_NOT_SUPPORTED", "alt_da"],
    ["Interop", { interop_time: 1 }, "CHAIN_NOT_SUPPORTED", "Interop"],
    ["no genesis", { genesis: undefined }, "FIELD_MISSING", "genesis"],
    ["an unknown key in genesis", { genesis: { ...(file["genesis"] as object), l3: 1 } }, "ROLLUP_UNKNOWN_KEY", "l3"],
    ["a time that is no number", { canyon_time: "soon" }, "FIELD_WRONG", "canyon_time"],
    ["a short address", { batch_inbox_address: "0x12" }, "FIELD_WRONG", "batch_inbox_address"],
    [
      "an elasticity of zero",
      { chain_op_config: { eip1559Elasticity: 0, eip1559Denominator: 50 } },
      "FIELD_WRONG",
      "eip1559Elasticity",
    ],
  ] as const)("%s is refused by name", (_name, change, code, word) => {
    const error = refusal({ ...file, ...change });
    expect(error.code).toBe(code);
    expect(error.message).toContain(word);
  });

  test("a fork that is left out counts as active once a later one is", () => {
    const all: Record<string, unknown> = {
      ...file,
      l2_chain_id: 4242,
      delta_time: 20,
      ecotone_time: 30,
      regolith_time: 5,
    };
    const { canyon_time: _, ...rest } = all;
    const spec = rollupSpec(rollupConfigFromJson(rest, superchainById));
    expect(spec.name).toBe("custom");
    expect(spec.forks.slice(1, 5).map(({ activation }) => activation)).toEqual([5n, 20n, 20n, 30n]);
    // A later fork that comes first takes the earlier ones with it, so that there is one encoding.
    const early = rollupSpec(rollupConfigFromJson({ ...rest, ecotone_time: 10 }, superchainById));
    expect(early.forks.slice(1, 5).map(({ activation }) => activation)).toEqual([5n, 10n, 10n, 10n]);
    const { holocene_time: __, granite_time: ___, ...older } = rest;
    expect(rollupSpec(rollupConfigFromJson(older, superchainById)).forks.at(-1)!.fork).toBe("fjord");
  });

  test("constants of EIP-1559: in kona's older form, of the built-in chain, or refused", () => {
    const { chain_op_config: _, ...rest } = file;
    const old = {
      base_fee_params: { max_change_denominator: "0x32", elasticity_multiplier: "0xa" },
      canyon_base_fee_params: { max_change_denominator: "0xfa", elasticity_multiplier: "0xa" },
    };
    expect(rollupConfigFromJson({ ...rest, ...old }, superchainById).parameters).toEqual({
      elasticity: 10n,
      denominator: 50n,
      denominatorCanyon: 250n,
    });
    expect(rollupConfigFromJson(rest, superchainById).parameters.elasticity).toBe(6n);
    expect(refusal({ ...rest, l2_chain_id: 4242 }).code).toBe("FIELD_MISSING");
  });

  test("Kroma: the rules begin after the block that takes the Merkle Patricia trie into use", () => {
    const genesis = {
      ...(file["genesis"] as object),
      l2: { hash: `0x${"ea".repeat(32)}`, number: 0 },
      l2_time: 1693880387,
    };
    const kroma = { ...file, genesis, l2_chain_id: 255, kroma_mpt_time: 1739250001, regolith_time: 0 };
    // Block 22,684,807 is the one at the time of the fork.
    expect(rollupSpec(rollupConfigFromJson(kroma, superchainById)).forks[0]).toEqual({
      fork: "bedrock",
      by: "block",
      activation: 22_684_808n,
    });
  });
});

test("a configuration that mixes the two kinds is refused", () => {
  const bytes = encodeConfiguration(networkByName("op-mainnet"));
  const l1 = bytes.slice(0, bytes.length - 32);
  l1[4] = 0;
  expect(() => decodeConfiguration(l1, () => undefined)).toThrow("a fork that this version does not know");
  for (const at of [16, 40, 48]) {
    const changed = bytes.slice();
    changed[at] = 1;
    expect(() => decodeConfiguration(changed, () => undefined)).toThrow();
  }
});
