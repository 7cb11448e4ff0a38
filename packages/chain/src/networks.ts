// The public Ethereum networks. Compared in networks.test.ts with the chain data of @ethereumjs/common and with the
// genesis files that the eth-clients repositories publish; times of Osaka and the BPO forks also with go-ethereum.
import { InputError } from "@assay/core/inputError";
import { publicSchedule } from "./blobParameters.ts";
import { rollupSpec } from "./rollupConfig.ts";
import { activations, type ChainSpec } from "./spec.ts";
import { superchainByName, superchainSpec } from "./superchain.ts";

const ALL_BLOCK_FORKS_AT_GENESIS = [
  ["frontier", 0],
  ["homestead", 0],
  ["tangerineWhistle", 0],
  ["spuriousDragon", 0],
  ["byzantium", 0],
  ["constantinople", 0],
  ["petersburg", 0],
  ["istanbul", 0],
  ["berlin", 0],
  ["london", 0],
] as const;

export const mainnet: ChainSpec = {
  name: "mainnet",
  chainId: 1n,
  forks: activations(
    [
      ["frontier", 0],
      ["homestead", 1150000],
      ["dao", 1920000],
      ["tangerineWhistle", 2463000],
      ["spuriousDragon", 2675000],
      ["byzantium", 4370000],
      ["constantinople", 7280000],
      ["petersburg", 7280000],
      ["istanbul", 9069000],
      ["muirGlacier", 9200000],
      ["berlin", 12244000],
      ["london", 12965000],
      ["arrowGlacier", 13773000],
      ["grayGlacier", 15050000],
      ["paris", 15537394],
    ],
    [
      ["shanghai", 1681338455],
      ["cancun", 1710338135],
      ["prague", 1746612311],
      ["osaka", 1764798551],
    ],
  ),
  blobSchedule: publicSchedule({
    cancun: 1710338135,
    prague: 1746612311,
    osaka: 1764798551,
    bpo1: 1765290071,
    bpo2: 1767747671,
  }),
  depositContract: "0x00000000219ab540356cbb839cbe05303d7705fa",
  terminalTotalDifficulty: 58_750_000_000_000_000_000_000n,
  supportsDaoMove: true,
  parisFromGenesis: false,
  genesisHash: "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
};

export const sepolia: ChainSpec = {
  name: "sepolia",
  chainId: 11155111n,
  forks: activations(
    [...ALL_BLOCK_FORKS_AT_GENESIS, ["paris", 1450409]],
    [
      ["shanghai", 1677557088],
      ["cancun", 1706655072],
      ["prague", 1741159776],
      ["osaka", 1760427360],
    ],
  ),
  blobSchedule: publicSchedule({
    cancun: 1706655072,
    prague: 1741159776,
    osaka: 1760427360,
    bpo1: 1761017184,
    bpo2: 1761607008,
  }),
  depositContract: "0x7f02c3e3c98b133055b8b348b2ac625669ed295d",
  terminalTotalDifficulty: 17_000_000_000_000_000n,
  supportsDaoMove: false,
  parisFromGenesis: false,
  genesisHash: "0x25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9",
};

export const holesky: ChainSpec = {
  name: "holesky",
  chainId: 17000n,
  forks: activations(
    [...ALL_BLOCK_FORKS_AT_GENESIS, ["paris", 0]],
    [
      ["shanghai", 1696000704],
      ["cancun", 1707305664],
      ["prague", 1740434112],
      ["osaka", 1759308480],
    ],
  ),
  blobSchedule: publicSchedule({
    cancun: 1707305664,
    prague: 1740434112,
    osaka: 1759308480,
    bpo1: 1759800000,
    bpo2: 1760389824,
  }),
  depositContract: "0x4242424242424242424242424242424242424242",
  terminalTotalDifficulty: 0n,
  supportsDaoMove: false,
  parisFromGenesis: true,
  genesisHash: "0xb5f7f912443c940f21fd611f12828d75b534364ed9e95ca4e307729a4661bde4",
};

export const hoodi: ChainSpec = {
  name: "hoodi",
  chainId: 560048n,
  forks: activations(
    [...ALL_BLOCK_FORKS_AT_GENESIS, ["paris", 0]],
    [
      ["shanghai", 0],
      ["cancun", 0],
      ["prague", 1742999832],
      ["osaka", 1761677592],
    ],
  ),
  blobSchedule: publicSchedule({
    cancun: 0,
    prague: 1742999832,
    osaka: 1761677592,
    bpo1: 1762365720,
    bpo2: 1762955544,
  }),
  depositContract: "0x00000000219ab540356cbb839cbe05303d7705fa",
  terminalTotalDifficulty: 0n,
  supportsDaoMove: false,
  parisFromGenesis: true,
  genesisHash: "0xbbe312868b376a3001692a646dd2d7d1e4406380dfd86b98aa8a34d1557c971b",
};

export const NETWORKS: readonly ChainSpec[] = [mainnet, sepolia, holesky, hoodi];

/** The network with this name, of L1 or of the OP Stack. @throws InputError CHAIN_UNKNOWN */
export function networkByName(name: string): ChainSpec {
  const network = NETWORKS.find((candidate) => candidate.name === name);
  if (network) return network;
  const rollup = superchainByName(name);
  if (!rollup) throw new InputError("CHAIN_UNKNOWN", `no chain is named "${name}"`);
  return rollupSpec(rollup);
}

/** The network with this chain id, of L1 or of the OP Stack, or null. */
export function networkById(chainId: bigint): ChainSpec | null {
  return NETWORKS.find((candidate) => candidate.chainId === chainId) ?? superchainSpec(chainId);
}
