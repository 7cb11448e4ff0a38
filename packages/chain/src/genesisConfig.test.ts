// Specifications written as a genesis file's configuration, and read back to the same bytes.
import { expect, test } from "vitest";
import { encodeConfiguration } from "./configuration.ts";
import { readChainConfig } from "./genesis.ts";
import { genesisConfig } from "./genesisConfig.ts";
import { NETWORKS, networkByName } from "./networks.ts";
import { activations, type ChainSpec } from "./spec.ts";

test.each(NETWORKS.map((spec) => [spec.name, spec] as const))("%s", (_, spec) => {
  const config = genesisConfig(spec);
  expect(config).not.toBeNull();
  const back = readChainConfig(JSON.parse(JSON.stringify(config)));
  expect(encodeConfiguration(back)).toEqual(encodeConfiguration(spec));
});

const custom: ChainSpec = {
  name: "custom",
  chainId: 31337n,
  forks: activations(
    [
      ["frontier", 0],
      ["homestead", 5],
    ],
    [],
  ),
  blobSchedule: [],
  depositContract: null,
  terminalTotalDifficulty: null,
  supportsDaoMove: false,
  parisFromGenesis: false,
  genesisHash: null,
};

test("a chain with two forks", () => {
  expect(genesisConfig(custom)).toEqual({ chainId: 31337, homesteadBlock: 5 });
});

test("what such a file cannot say is refused, not said wrongly", () => {
  expect(genesisConfig(networkByName("op-mainnet"))).toBeNull();
  // Its merge block is known, but no terminal total difficulty.
  const merged = {
    ...custom,
    forks: activations(
      [
        ["frontier", 0],
        ["paris", 7],
      ],
      [],
    ),
  };
  expect(genesisConfig(merged)).toBeNull();
});
