// --chain: a name, or a genesis file.
import { existsSync, readFileSync } from "node:fs";
import { NETWORKS } from "@assay/chain/networks";
import type { ChainSpec } from "@assay/chain/spec";
import { InputError } from "@assay/core/inputError";
import { UsageError } from "./exitCodes.ts";

/** @throws UsageError when it is neither, or the file is no genesis file that is understood */
export async function chainOption(value: string): Promise<ChainSpec> {
  const network = NETWORKS.find(({ name }) => name === value.toLowerCase());
  if (network) return network;
  if (!existsSync(value)) {
    const names = NETWORKS.map(({ name }) => name).join(", ");
    throw new UsageError(`--chain: "${value}" is neither one of ${names} nor a file.`);
  }
  const { readGenesis } = await import("@assay/chain/genesis");
  try {
    return readGenesis(readFileSync(value, "utf8")).spec;
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`--chain ${value}: ${error.message}\n${error.advice}`);
    throw new UsageError(`--chain ${value}: ${(error as Error).message}`);
  }
}
