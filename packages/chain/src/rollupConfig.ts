// rollup.json of an OP Stack chain, read strictly: a key that is not known is refused by name, because a fork or a parameter
// that is passed over silently gives wrong verdicts. What execution needs of it becomes a ChainSpec; the rest is derivation's.
import type { ForkName } from "@assay/core/forks";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { parseExactJson } from "./exactJson.ts";
import { asBytes, asHash, asInteger, asObject, isObject, type JsonObject, required, wrong } from "./fields.ts";
import type { ChainSpec, ForkActivation, OptimismParameters } from "./spec.ts";

/** Forks that rollup.json has a time for, in the order in which they activate. */
export const ROLLUP_FORKS = [
  "regolith",
  "canyon",
  "delta",
  "ecotone",
  "fjord",
  "granite",
  "holocene",
  "isthmus",
  "jovian",
] as const satisfies readonly ForkName[];

export type RollupFork = (typeof ROLLUP_FORKS)[number];

export interface BlockId {
  readonly number: bigint;
  readonly hash: Hex;
}

/** The system configuration at the rollup's genesis. Values that later forks added are null where the file has none. */
export interface SystemConfig {
  readonly batcherAddress: Hex;
  /** 32 bytes each. */
  readonly overhead: Hex;
  readonly scalar: Hex;
  readonly gasLimit: bigint;
  /** 8 bytes: denominator, elasticity. */
  readonly eip1559Params: Hex | null;
  readonly operatorFeeScalar: bigint | null;
  readonly operatorFeeConstant: bigint | null;
  readonly minBaseFee: bigint | null;
  readonly daFootprintGasScalar: bigint | null;
}

export interface RollupConfig {
  /** Of a built-in chain, else `custom`. */
  readonly name: string;
  readonly genesis: {
    readonly l1: BlockId;
    readonly l2: BlockId;
    readonly l2Time: bigint;
    readonly systemConfig: SystemConfig;
  };
  readonly blockTime: bigint;
  readonly maxSequencerDrift: bigint;
  readonly seqWindowSize: bigint;
  readonly channelTimeout: bigint;
  readonly graniteChannelTimeout: bigint;
  readonly l1ChainId: bigint;
  readonly l2ChainId: bigint;
  /** A fork that is not there never activates by itself; but it counts as active once a later one is. */
  readonly forkTimes: Partial<Readonly<Record<RollupFork, bigint>>>;
  readonly pectraBlobScheduleTime: bigint | null;
  /** Kroma's change from its ZK trie to the Merkle Patricia trie. */
  readonly kromaMptTime: bigint | null;
  readonly batchInboxAddress: Hex;
  readonly depositContractAddress: Hex;
  readonly l1SystemConfigAddress: Hex;
  readonly parameters: OptimismParameters;
}

/** Keys that say nothing any more, or nothing here. Their values are not looked at. */
const IGNORED = [
  "channel_timeout_granite",
  "da_challenge_window",
  "da_resolve_window",
  "protocol_versions_address",
  "superchain_config_address",
  "blobs_data",
  "blobs_enabled_l1_timestamp",
  "interop_message_expiry_window",
];

const KEYS = new Set([
  ...ROLLUP_FORKS.map((fork) => `${fork}_time`),
  ...IGNORED,
  "genesis",
  "block_time",
  "max_sequencer_drift",
  "seq_window_size",
  "channel_timeout",
  "granite_channel_timeout",
  "l1_chain_id",
  "l2_chain_id",
  "pectra_blob_schedule_time",
  "interop_time",
  "kroma_mpt_time",
  "batch_inbox_address",
  "deposit_contract_address",
  "l1_system_config_address",
  "da_challenge_address",
  "alt_da",
  "use_plasma",
  "chain_op_config",
  "base_fee_params",
  "canyon_base_fee_params",
]);

const SYSTEM_KEYS = new Set([
  "batcherAddr",
  "overhead",
  "scalar",
  "gasLimit",
  "eip1559Params",
  "baseFeeScalar",
  "blobBaseFeeScalar",
  "eip1559Denominator",
  "eip1559Elasticity",
  "operatorFeeScalar",
  "operatorFeeConstant",
  "operatorFeeParams",
  "minBaseFee",
  "daFootprintGasScalar",
  // Kroma.
  "validatorRewardScalar",
]);

const ZERO_ADDRESS = `0x${"00".repeat(20)}`;
const DEFAULT_GRANITE_TIMEOUT = 50n;
/** Above every number that the core divides by. */
const PARAMETER_BITS = 32;

function refuseUnknown(object: JsonObject, known: ReadonlySet<string>, at: string): void {
  for (const key of Object.keys(object)) {
    if (!known.has(key)) {
      throw new InputError("ROLLUP_UNKNOWN_KEY", `unknown key "${key.slice(0, 60)}"`, { at });
    }
  }
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function optional(object: JsonObject, key: string, at: string, bits = 64): bigint | null {
  return isAbsent(object[key]) ? null : asInteger(object[key], `${at}${key}`, bits);
}

function integer(object: JsonObject, key: string, at: string): bigint {
  return asInteger(required(object, key, at), `${at}${key}`, 64);
}

function address(object: JsonObject, key: string, at: string): Hex {
  return toHex(asBytes(required(object, key, at), `${at}${key}`, 20));
}

/** What these rules do not cover, by name. @throws InputError CHAIN_NOT_SUPPORTED */
function refuseOtherChains(config: JsonObject): void {
  const challenge = config["da_challenge_address"];
  if (
    !isAbsent(config["alt_da"]) ||
    config["use_plasma"] === true ||
    !(isAbsent(challenge) || challenge === ZERO_ADDRESS)
  ) {
    throw new InputError("CHAIN_NOT_SUPPORTED", "the chain keeps its data elsewhere than on L1 (alt_da)");
  }
  if (!isAbsent(config["interop_time"])) {
    throw new InputError("CHAIN_NOT_SUPPORTED", "the chain has a time for Interop, whose rules are not here yet", {
      at: "interop_time",
    });
  }
}

function readBlockId(value: unknown, at: string): BlockId {
  const block = asObject(value, at);
  refuseUnknown(block, new Set(["hash", "number"]), at);
  return { number: integer(block, "number", `${at}.`), hash: asHash(required(block, "hash", at), `${at}.hash`) };
}

function readSystemConfig(value: unknown): SystemConfig {
  const at = "genesis.system_config";
  const system = asObject(value, at);
  refuseUnknown(system, SYSTEM_KEYS, at);
  const word = (key: string): Hex => {
    const bytes = asBytes(required(system, key, at), `${at}.${key}`);
    if (bytes.length > 32) throw wrong(`${at}.${key}`, `${bytes.length} bytes where 32 should be`);
    const padded = new Uint8Array(32);
    padded.set(bytes, 32 - bytes.length);
    return toHex(padded);
  };
  const params = system["eip1559Params"];
  return {
    batcherAddress: address(system, "batcherAddr", `${at}.`),
    overhead: word("overhead"),
    scalar: word("scalar"),
    gasLimit: integer(system, "gasLimit", `${at}.`),
    eip1559Params: isAbsent(params) ? null : toHex(asBytes(params, `${at}.eip1559Params`, 8)),
    operatorFeeScalar: optional(system, "operatorFeeScalar", `${at}.`, 32),
    operatorFeeConstant: optional(system, "operatorFeeConstant", `${at}.`),
    minBaseFee: optional(system, "minBaseFee", `${at}.`),
    daFootprintGasScalar: optional(system, "daFootprintGasScalar", `${at}.`, 16),
  };
}

/** EIP-1559 constants: op-node's `chain_op_config`, or the two objects that kona wrote earlier. */
function readParameters(config: JsonObject, builtIn: RollupConfig | null): OptimismParameters {
  const parameter = (value: unknown, at: string): bigint => {
    const read = asInteger(value, at, PARAMETER_BITS);
    if (read === 0n) throw wrong(at, "0 cannot be divided by");
    return read;
  };
  const op = config["chain_op_config"];
  if (isObject(op)) {
    const at = "chain_op_config";
    refuseUnknown(op, new Set(["eip1559Elasticity", "eip1559Denominator", "eip1559DenominatorCanyon"]), at);
    const denominator = parameter(required(op, "eip1559Denominator", at), `${at}.eip1559Denominator`);
    const canyon = op["eip1559DenominatorCanyon"];
    return {
      elasticity: parameter(required(op, "eip1559Elasticity", at), `${at}.eip1559Elasticity`),
      denominator,
      denominatorCanyon: isAbsent(canyon) ? denominator : parameter(canyon, `${at}.eip1559DenominatorCanyon`),
    };
  }
  const before = config["base_fee_params"];
  const after = config["canyon_base_fee_params"];
  if (isObject(before) && isObject(after)) {
    const of = (params: JsonObject, at: string, key: string) => parameter(required(params, key, at), `${at}.${key}`);
    return {
      elasticity: of(before, "base_fee_params", "elasticity_multiplier"),
      denominator: of(before, "base_fee_params", "max_change_denominator"),
      denominatorCanyon: of(after, "canyon_base_fee_params", "max_change_denominator"),
    };
  }
  if (builtIn) return builtIn.parameters;
  throw new InputError("FIELD_MISSING", `the field "chain_op_config" is missing`);
}

function readForkTimes(config: JsonObject, builtIn: RollupConfig | null): RollupConfig["forkTimes"] {
  const times: Partial<Record<RollupFork, bigint>> = {};
  for (const fork of ROLLUP_FORKS) {
    const time = optional(config, `${fork}_time`, "");
    if (time !== null) times[fork] = time;
  }
  // The registry, and files made from it, leave Regolith out: its chains have it since genesis.
  if (times.regolith === undefined && builtIn?.forkTimes.regolith !== undefined) {
    times.regolith = builtIn.forkTimes.regolith;
  }
  return times;
}

/** Reads a parsed rollup.json. `builtIn`: the chain with its id that this version knows, or null.
 *  @throws InputError ROLLUP_UNKNOWN_KEY, CHAIN_NOT_SUPPORTED, FIELD_MISSING, FIELD_WRONG, HEX_BROKEN */
export function rollupConfigFromJson(value: unknown, builtIn: (chainId: bigint) => RollupConfig | null): RollupConfig {
  const config = asObject(value, "rollup.json");
  refuseUnknown(config, KEYS, "rollup.json");
  refuseOtherChains(config);
  const genesis = asObject(required(config, "genesis", ""), "genesis");
  refuseUnknown(genesis, new Set(["l1", "l2", "l2_time", "system_config"]), "genesis");
  const l2ChainId = integer(config, "l2_chain_id", "");
  const known = builtIn(l2ChainId);
  return {
    name: known?.name ?? "custom",
    genesis: {
      l1: readBlockId(required(genesis, "l1", "genesis"), "genesis.l1"),
      l2: readBlockId(required(genesis, "l2", "genesis"), "genesis.l2"),
      l2Time: integer(genesis, "l2_time", "genesis."),
      systemConfig: readSystemConfig(required(genesis, "system_config", "genesis")),
    },
    blockTime: integer(config, "block_time", ""),
    maxSequencerDrift: integer(config, "max_sequencer_drift", ""),
    seqWindowSize: integer(config, "seq_window_size", ""),
    channelTimeout: integer(config, "channel_timeout", ""),
    graniteChannelTimeout: optional(config, "granite_channel_timeout", "") ?? DEFAULT_GRANITE_TIMEOUT,
    l1ChainId: integer(config, "l1_chain_id", ""),
    l2ChainId,
    forkTimes: readForkTimes(config, known),
    pectraBlobScheduleTime: optional(config, "pectra_blob_schedule_time", ""),
    kromaMptTime: optional(config, "kroma_mpt_time", ""),
    batchInboxAddress: address(config, "batch_inbox_address", ""),
    depositContractAddress: address(config, "deposit_contract_address", ""),
    l1SystemConfigAddress: address(config, "l1_system_config_address", ""),
    parameters: readParameters(config, known),
  };
}

/** Reads the text of a rollup.json. @throws InputError JSON_BROKEN, and as `rollupConfigFromJson` */
export function readRollupConfig(text: string, builtIn: (chainId: bigint) => RollupConfig | null): RollupConfig {
  return rollupConfigFromJson(parseExactJson(text), builtIn);
}

/** The first block that these rules cover. On Kroma everything up to the block that takes the Merkle Patricia trie into use has
 *  a state that no Merkle Patricia trie holds. */
function firstBlock(config: RollupConfig): bigint {
  const { genesis, blockTime, kromaMptTime } = config;
  if (kromaMptTime === null || kromaMptTime < genesis.l2Time || blockTime === 0n) return genesis.l2.number;
  return genesis.l2.number + (kromaMptTime - genesis.l2Time) / blockTime + 1n;
}

/** What execution needs. Every fork up to the last one that is known is listed, each no later than the next: one set of rules has
 *  one encoding. */
export function rollupSpec(config: RollupConfig): ChainSpec {
  const forks: ForkActivation[] = [];
  let earliest: bigint | null = null;
  for (const fork of [...ROLLUP_FORKS].reverse()) {
    const time: bigint | undefined = config.forkTimes[fork];
    if (time !== undefined && (earliest === null || time < earliest)) earliest = time;
    if (earliest !== null) forks.unshift({ fork, by: "timestamp", activation: earliest });
  }
  return {
    name: config.name,
    chainId: config.l2ChainId,
    forks: [{ fork: "bedrock", by: "block", activation: firstBlock(config) }, ...forks],
    blobSchedule: [],
    depositContract: null,
    terminalTotalDifficulty: null,
    supportsDaoMove: false,
    parisFromGenesis: false,
    genesisHash: null,
    optimism: config.parameters,
  };
}
