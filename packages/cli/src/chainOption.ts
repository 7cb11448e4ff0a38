// --chain: a name, or a genesis file.
import { readFileSync, statSync } from "node:fs";
import { NETWORKS } from "@assay/chain/networks";
import type { ChainSpec } from "@assay/chain/spec";
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
  const { readGenesis } = await import("@assay/chain/genesis");
  try {
    return readGenesis(genesisText(value)).spec;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      const names = NETWORKS.map(({ name }) => name).join(", ");
      throw new UsageError(`--chain: "${value}" is neither one of ${names} nor a file.`);
    }
    if (error instanceof InputError) throw new UsageError(`--chain ${value}: ${error.message}\n${error.advice}`);
    throw new UsageError(`--chain ${value}: ${(error as Error).message}`);
  }
}
