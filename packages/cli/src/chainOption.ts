// --chain: a name, a genesis file of an L1 chain, or the rollup.json of an OP Stack chain.
import { readFileSync, statSync } from "node:fs";
import { NETWORKS } from "@assay/chain/networks";
import { rollupSpec } from "@assay/chain/rollupConfig";
import type { ChainSpec } from "@assay/chain/spec";
import { SUPERCHAIN_NAMES, superchainById, superchainByName } from "@assay/chain/superchain";
import { InputError } from "@assay/core/inputError";
import { UsageError } from "./exitCodes.ts";

/** Mainnet's genesis file, the largest there is, has 0.9 MB. */
const MAX_GENESIS_BYTES = 64 * 1024 * 1024;

function genesisText(path: string): string {
  const stat = statSync(path);
  // A device or a pipe would be read without end.
  if (!stat.isFile()) throw new UsageError(`--chain: "${path}" is not a file.`);
  if (stat.size > MAX_GENESIS_BYTES)
    throw new UsageError(`--chain: "${path}" is larger than ${MAX_GENESIS_BYTES} bytes.`);
  return readFileSync(path, "utf8");
}

/** @throws UsageError when it is neither, or the file is no genesis file that is understood */
export async function chainOption(value: string): Promise<ChainSpec> {
  const network = NETWORKS.find(({ name }) => name === value.toLowerCase());
  if (network) return network;
  const rollup = superchainByName(value.toLowerCase());
  if (rollup) return rollupSpec(rollup);
  const { readGenesis } = await import("@assay/chain/genesis");
  const { readRollupConfig } = await import("@assay/chain/rollupConfig");
  try {
    const text = genesisText(value);
    // What every rollup.json has and no genesis file.
    if (/"l2_chain_id"\s*:/.test(text)) return rollupSpec(readRollupConfig(text, superchainById));
    return readGenesis(text).spec;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      const names = [...NETWORKS.map(({ name }) => name), ...SUPERCHAIN_NAMES].join(", ");
      throw new UsageError(`--chain: "${value}" is neither one of ${names} nor a file.`);
    }
    if (error instanceof InputError) throw new UsageError(`--chain ${value}: ${error.message}\n${error.advice}`);
    throw new UsageError(`--chain ${value}: ${(error as Error).message}`);
  }
}
