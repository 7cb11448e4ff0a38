// The L1 that anvil makes, as others have to know it: Prague from its first block on.
import { readChainConfig } from "@assay/chain/genesis";
import type { ChainSpec } from "@assay/chain/spec";

/** The chain configuration as geth writes it, for whoever asks for the L1's configuration (`--l1-config-path`). */
export function anvilChainConfig(chainId: bigint): Record<string, unknown> {
  const blocks = ["homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople", "petersburg", "istanbul"];
  return {
    chainId: Number(chainId),
    ...Object.fromEntries([...blocks, "berlin", "london"].map((fork) => [`${fork}Block`, 0])),
    terminalTotalDifficulty: 0,
    shanghaiTime: 0,
    cancunTime: 0,
    pragueTime: 0,
  };
}

export function anvilChainSpec(chainId: bigint): ChainSpec {
  return readChainConfig(anvilChainConfig(chainId) as never);
}
