// Chains that this version does not know: their configurations under local keys, in the two ways of kona and op-program.
//
//   key    kona                     op-program, chain id 2^64 - 1
//   6      rollup configuration     configuration of the L2 chain (geth's JSON)
//   7      configuration of L1      rollup configuration
//   9      –                        configuration of L1 (newer versions)
//
// SOUNDNESS: whoever gives these values decides what is right, so they are safe only where the dispute game governs them. They are
// read strictly: a key that is not known, or two files that contradict each other, end the run. Test: boot.test.ts.
import { parseExactJson } from "@assay/chain/exactJson";
import { asInteger, asObject, isObject, type JsonObject, required, wrong } from "@assay/chain/fields";
import { readChainConfig } from "@assay/chain/genesis";
import { networkById } from "@assay/chain/networks";
import { ROLLUP_FORKS, type RollupConfig, rollupConfigFromJson } from "@assay/chain/rollupConfig";
import type { BlobParameters } from "@assay/chain/spec";
import { superchainById } from "@assay/chain/superchain";
import { InputError } from "@assay/core/inputError";
import { BOOT_IDENT } from "../host/bootInfo.ts";

/** Local key of op-program's L1 configuration. */
const OP_PROGRAM_L1_CONFIG = 9;

/** Reads a local key. */
export type LocalValue = (ident: number) => Uint8Array;

export interface CustomChain {
  readonly rollup: RollupConfig;
  readonly l1BlobSchedule: readonly BlobParameters[];
}

/** Longest configuration taken. */
const MAX_CONFIG_BYTES = 16 * 1024 * 1024;

function jsonAt(local: LocalValue, ident: number): JsonObject {
  const bytes = local(ident);
  const at = `boot value ${ident}`;
  if (bytes.length > MAX_CONFIG_BYTES) throw wrong(at, `a configuration of ${bytes.length} bytes`);
  return asObject(parseExactJson(Buffer.from(bytes).toString("utf8")), at);
}

/** @throws InputError ROLLUP_UNKNOWN_KEY, GENESIS_UNKNOWN_KEY, FIELD_…, CHAIN_…, JSON_BROKEN; and what `local` throws */
export function readCustomChain(local: LocalValue): CustomChain {
  const first = jsonAt(local, BOOT_IDENT.rollupConfig);
  if (first["genesis"] !== undefined || first["l2_chain_id"] !== undefined) {
    const rollup = rollupConfigFromJson(first, superchainById);
    return { rollup, l1BlobSchedule: l1Schedule(rollup.l1ChainId, local, BOOT_IDENT.l1ChainConfig) };
  }
  const second = jsonAt(local, BOOT_IDENT.l1ChainConfig);
  const rollup = rollupConfigFromJson(withParameters(second, first), superchainById);
  checkL2Config(first, rollup);
  return { rollup, l1BlobSchedule: l1Schedule(rollup.l1ChainId, local, OP_PROGRAM_L1_CONFIG) };
}

/** Blob parameters of L1: of a built-in chain, else out of the configuration under the local key. */
export function l1Schedule(chainId: bigint, local: LocalValue, ident: number): readonly BlobParameters[] {
  const network = networkById(chainId);
  if (network && !network.optimism) return network.blobSchedule;
  const at = `boot value ${ident}`;
  let config: JsonObject;
  try {
    config = jsonAt(local, ident);
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== "PREIMAGE_MISSING") throw error;
    throw new InputError("CHAIN_UNKNOWN", `the L1 chain ${chainId} is not built in`, {
      at,
      advice: "Give its configuration with --l1-config-path.",
      cause: error,
    });
  }
  // A whole genesis file is as good as its `config`.
  const spec = readChainConfig(isObject(config["config"]) ? config["config"] : config);
  if (spec.chainId !== chainId) throw wrong(at, `the configuration is of chain ${spec.chainId}, not of ${chainId}`);
  return spec.blobSchedule;
}

/** Older rollup.json files leave the EIP-1559 constants to the L2 chain's configuration. */
function withParameters(rollup: JsonObject, l2: JsonObject): JsonObject {
  return isObject(rollup["chain_op_config"]) ? rollup : { ...rollup, chain_op_config: l2["optimism"] };
}

/** Keys of geth's chain configuration that say nothing for a chain that began with Bedrock. */
const WITHOUT_EFFECT = new Set(
  (
    "homesteadBlock daoForkBlock daoForkSupport eip150Block eip150Hash eip155Block eip158Block byzantiumBlock " +
    "constantinopleBlock petersburgBlock istanbulBlock muirGlacierBlock berlinBlock londonBlock arrowGlacierBlock " +
    "grayGlacierBlock mergeNetsplitBlock bedrockBlock terminalTotalDifficulty terminalTotalDifficultyPassed ethash " +
    "depositContractAddress blobSchedule"
  ).split(" "),
);

/** Forks of L1 that come with one of L2. */
const WITH_L1_FORK: Readonly<Record<string, string>> = { shanghai: "canyon", cancun: "ecotone", prague: "isthmus" };

/** Holds the L2 chain's configuration against the rollup's: what execution would take from it is said there too. */
function checkL2Config(config: JsonObject, rollup: RollupConfig): void {
  const at = `boot value ${BOOT_IDENT.rollupConfig}`;
  const time = (name: string): bigint | null => {
    const value = config[`${name}Time`];
    return value === undefined || value === null ? null : asInteger(value, `${at}.${name}Time`, 64);
  };
  const forkTime = (name: string) => (rollup.forkTimes as Partial<Record<string, bigint>>)[name] ?? null;
  const known = new Set([...WITHOUT_EFFECT, "chainId", "optimism"]);
  const chainId = asInteger(required(config, "chainId", at), `${at}.chainId`, 64);
  if (chainId !== rollup.l2ChainId) throw wrong(at, `it is of chain ${chainId}, the rollup's of ${rollup.l2ChainId}`);
  // Delta changes derivation alone.
  for (const fork of ROLLUP_FORKS.filter((name) => name !== "delta")) {
    known.add(`${fork}Time`);
    agree(at, fork, time(fork), forkTime(fork));
  }
  for (const [l1Fork, fork] of Object.entries(WITH_L1_FORK)) {
    known.add(`${l1Fork}Time`);
    if (time(l1Fork) !== null) agree(at, l1Fork, time(l1Fork), forkTime(fork));
  }
  for (const [key, value] of Object.entries(config)) {
    if (!known.has(key) && value !== null) {
      throw new InputError("GENESIS_UNKNOWN_KEY", `unknown key "${key.slice(0, 60)}"`, { at });
    }
  }
  const optimism = asObject(required(config, "optimism", at), `${at}.optimism`);
  const { elasticity, denominator, denominatorCanyon } = rollup.parameters;
  const own = (key: string) => asInteger(required(optimism, key, `${at}.optimism`), `${at}.optimism.${key}`, 64);
  const canyon = optimism["eip1559DenominatorCanyon"] == null ? denominator : own("eip1559DenominatorCanyon");
  if (own("eip1559Elasticity") !== elasticity || own("eip1559Denominator") !== denominator) {
    throw wrong(`${at}.optimism`, "the EIP-1559 constants are not those of the rollup configuration");
  }
  if (canyon !== denominatorCanyon) throw wrong(`${at}.optimism`, "Canyon's denominator is not the rollup's");
}

function agree(at: string, fork: string, ours: bigint | null, theirs: bigint | null): void {
  if (ours !== theirs) {
    throw wrong(`${at}.${fork}Time`, `${ours ?? "no time"}, where the rollup configuration has ${theirs ?? "none"}`);
  }
}
