// From the options of `assay host` and `assay program` to what the program package takes: boot values, nodes, a data directory.
import { readFileSync, statSync } from "node:fs";
import { type RollupConfig, readRollupConfig } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { superchainById } from "@assay/chain/superchain";
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Beacon } from "@assay/program/beacon";
import type { BootInfo } from "@assay/program/bootInfo";
import { type DataFormat, openDataDirectory } from "@assay/program/dataDirectory";
import type { HostNodes } from "@assay/program/host";
import { JsonRpc } from "@assay/program/jsonRpc";
import { NODE_LIMITS, type NodeLimits } from "@assay/program/limits";
import { MemoryStore, type PreimageStore } from "@assay/program/store";
import { UsageError } from "./exitCodes.ts";
import type { ClaimFlags } from "./hostFlags.ts";

const MAX_CONFIG_BYTES = 16 * 1024 * 1024;

/** @throws UsageError */
export function configFile(option: string, path: string): Uint8Array {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > MAX_CONFIG_BYTES) throw new Error("it is no file, or too large");
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`--${option} ${path}: ${(error as Error).message}`);
  }
}

/** Reads a rollup.json. @throws UsageError */
export function rollupConfigFile(path: string): { readonly bytes: Uint8Array; readonly rollup: RollupConfig } {
  const bytes = configFile("rollup-config-path", path);
  try {
    return { bytes, rollup: readRollupConfig(Buffer.from(bytes).toString("utf8"), superchainById) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UsageError(`--rollup-config-path ${path}: ${error.message}\n${error.advice}`);
  }
}

/** A chain that is built in is always taken from there: a file that says something else would be passed over. @throws UsageError */
function refuseOther(rollup: RollupConfig, path: string): void {
  const builtIn = superchainById(rollup.l2ChainId);
  if (builtIn && Buffer.compare(encodeRollup(builtIn, []), encodeRollup(rollup, [])) !== 0) {
    throw new UsageError(
      `--rollup-config-path ${path}: chain ${rollup.l2ChainId} is built in with another configuration. ` +
        `Use --l2-chain-id ${rollup.l2ChainId}, or give the chain another id.`,
    );
  }
}

/** @throws UsageError */
export function bootOf(flags: ClaimFlags): BootInfo {
  const bytes = (hex: string) => fromHex(hex)!;
  const config = flags.rollupConfigPath === null ? null : rollupConfigFile(flags.rollupConfigPath);
  if (config) refuseOther(config.rollup, flags.rollupConfigPath!);
  return {
    l1Head: bytes(flags.l1Head),
    agreedOutputRoot: bytes(flags.agreedL2OutputRoot),
    claimedOutputRoot: bytes(flags.claimedL2OutputRoot),
    claimedBlockNumber: flags.claimedL2BlockNumber,
    chainId: config?.rollup.l2ChainId ?? flags.l2ChainId!,
    rollupConfig: config?.bytes ?? null,
    l1ChainConfig: flags.l1ConfigPath === null ? null : configFile("l1-config-path", flags.l1ConfigPath),
  };
}

export type NodeFlags = Pick<ClaimFlags, "nodes" | "requestTimeoutSeconds" | "requestsPerSecond">;

export function nodesOf(flags: NodeFlags): HostNodes | null {
  if (!flags.nodes) return null;
  const limits: NodeLimits = {
    ...NODE_LIMITS,
    requestsPerSecond: flags.requestsPerSecond,
    ...(flags.requestTimeoutSeconds === null ? {} : { timeoutMs: 1000 * flags.requestTimeoutSeconds }),
  };
  return {
    l1: new JsonRpc("L1 node", flags.nodes.l1, limits),
    beacon: new Beacon(flags.nodes.beacon, limits),
    l2: new JsonRpc("L2 node", flags.nodes.l2, limits),
  };
}

/** Ends what was asked for ahead and is not needed: nothing of it keeps the process. */
export function closeNodes(nodes: HostNodes | null): void {
  for (const node of nodes ? [nodes.l1, nodes.beacon, nodes.l2] : []) node.close();
}

/** @throws InputError STORE_… */
export function dataOf(flags: Pick<ClaimFlags, "dataDir" | "dataFormat">): PreimageStore {
  if (flags.dataDir === null) return new MemoryStore();
  return openDataDirectory(flags.dataDir, (flags.dataFormat ?? undefined) as DataFormat | undefined);
}
