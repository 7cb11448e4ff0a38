// Genesis files in geth's form. Read strictly: a key that is not known is refused by name, because a fork or a parameter
// that is passed over silently gives wrong verdicts.
import { FORKS, type ForkName } from "@assay/core/forks";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type GenesisAccount, readAlloc } from "./alloc.ts";
import { BPO1_BLOBS, BPO2_BLOBS, CANCUN_BLOBS, PRAGUE_BLOBS } from "./blobParameters.ts";
import { parseExactJson } from "./exactJson.ts";
import { asBytes, asInteger, asObject, isObject, type JsonObject, required } from "./fields.ts";
import { networkById } from "./networks.ts";
import type { BlobParameters, ChainSpec, ForkActivation } from "./spec.ts";

export interface GenesisHeader {
  readonly parentHash: Uint8Array;
  readonly coinbase: Uint8Array;
  readonly difficulty: bigint;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  readonly timestamp: bigint;
  readonly extraData: Uint8Array;
  readonly mixHash: Uint8Array;
  /** 8 bytes. */
  readonly nonce: Uint8Array;
  /** null: the default of the fork at genesis. */
  readonly baseFeePerGas: bigint | null;
  readonly excessBlobGas: bigint | null;
  readonly blobGasUsed: bigint | null;
}

export interface Genesis {
  readonly spec: ChainSpec;
  /** null for a file that holds only the configuration. */
  readonly block: { readonly header: GenesisHeader; readonly alloc: readonly GenesisAccount[] } | null;
}

const BLOCK_FORKS: readonly (readonly [string, ForkName])[] = [
  ["homesteadBlock", "homestead"],
  ["daoForkBlock", "dao"],
  ["eip150Block", "tangerineWhistle"],
  ["eip158Block", "spuriousDragon"],
  ["byzantiumBlock", "byzantium"],
  ["constantinopleBlock", "constantinople"],
  ["petersburgBlock", "petersburg"],
  ["istanbulBlock", "istanbul"],
  ["muirGlacierBlock", "muirGlacier"],
  ["berlinBlock", "berlin"],
  ["londonBlock", "london"],
  ["arrowGlacierBlock", "arrowGlacier"],
  ["grayGlacierBlock", "grayGlacier"],
];

const TIME_FORKS: readonly (readonly [string, ForkName])[] = [
  ["shanghaiTime", "shanghai"],
  ["cancunTime", "cancun"],
  ["pragueTime", "prague"],
  ["osakaTime", "osaka"],
];

type BlobDefaults = Omit<BlobParameters, "timestamp"> | null;

/** Names in `blobSchedule`, with the key that says when, and the EIP's parameters where one fixes them. */
const BLOB_FORKS: readonly (readonly [name: string, timeKey: string, defaults: BlobDefaults])[] = [
  ["cancun", "cancunTime", CANCUN_BLOBS],
  ["prague", "pragueTime", PRAGUE_BLOBS],
  ["osaka", "osakaTime", PRAGUE_BLOBS],
  ["bpo1", "bpo1Time", BPO1_BLOBS],
  ["bpo2", "bpo2Time", BPO2_BLOBS],
  ["bpo3", "bpo3Time", null],
  ["bpo4", "bpo4Time", null],
  ["bpo5", "bpo5Time", null],
];

/** Keys that change nothing about execution: checks of other clients, fork ids of the network, seals. */
const KEYS_WITHOUT_EFFECT = ["eip150Hash", "mergeNetsplitBlock", "terminalTotalDifficultyPassed", "ethash"];

const CONFIG_KEYS = new Set([
  ...BLOCK_FORKS.map(([key]) => key),
  ...TIME_FORKS.map(([key]) => key),
  ...BLOB_FORKS.map(([, key]) => key),
  ...KEYS_WITHOUT_EFFECT,
  "chainId",
  "daoForkSupport",
  "eip155Block",
  "terminalTotalDifficulty",
  "depositContractAddress",
  "blobSchedule",
]);

const TOP_KEYS = new Set([
  "config",
  "nonce",
  "timestamp",
  "extraData",
  "gasLimit",
  "difficulty",
  "mixHash",
  "mixhash",
  "coinbase",
  "alloc",
  "number",
  "gasUsed",
  "parentHash",
  "baseFeePerGas",
  "excessBlobGas",
  "blobGasUsed",
]);

function genesisWrong(at: string, message: string): InputError {
  return new InputError("GENESIS_WRONG", message, { at });
}

function refuseUnknownKeys(object: JsonObject, known: ReadonlySet<string>, at: string): void {
  for (const key of Object.keys(object)) {
    if (known.has(key)) continue;
    if (at === "config" && (key === "optimism" || key === "clique")) {
      throw new InputError("CHAIN_NOT_SUPPORTED", `a chain with "${key}" rules`, { at });
    }
    throw new InputError("GENESIS_UNKNOWN_KEY", `unknown key "${key.slice(0, 60)}"`, { at });
  }
}

/** A number, or null where the key is absent or null (geth writes null for "never"). */
function optionalInteger(object: JsonObject, key: string, at: string): bigint | null {
  const value = object[key];
  return value === undefined || value === null ? null : asInteger(value, `${at}.${key}`, 64);
}

function readForks(config: JsonObject, parisFromGenesis: boolean): ForkActivation[] {
  const forks: ForkActivation[] = [{ fork: "frontier", by: "block", activation: 0n }];
  for (const [key, fork] of BLOCK_FORKS) {
    let activation = optionalInteger(config, key, "config");
    // Constantinople never ran without Petersburg's change: geth takes an absent petersburgBlock for constantinopleBlock.
    if (fork === "petersburg") activation ??= optionalInteger(config, "constantinopleBlock", "config");
    if (activation !== null) forks.push({ fork, by: "block", activation });
  }
  if (optionalInteger(config, "eip155Block", "config") !== optionalInteger(config, "eip158Block", "config")) {
    throw genesisWrong("config", "eip155Block and eip158Block differ; Spurious Dragon is one fork here");
  }
  if (parisFromGenesis) forks.push({ fork: "paris", by: "block", activation: 0n });
  for (const [key, fork] of TIME_FORKS) {
    const activation = optionalInteger(config, key, "config");
    if (activation !== null) forks.push({ fork, by: "timestamp", activation });
  }
  checkOrder(forks);
  return forks;
}

/** Activations ascend, and a timestamp fork needs every one before it: a gap is a mistake that gives wrong rules. */
function checkOrder(forks: readonly ForkActivation[]): void {
  for (const by of ["block", "timestamp"] as const) {
    const some = forks.filter((fork) => fork.by === by);
    for (const [i, fork] of some.entries()) {
      const before = some[i - 1];
      if (before && fork.activation < before.activation) {
        throw genesisWrong(
          "config",
          `${fork.fork} at ${fork.activation} is before ${before.fork} at ${before.activation}`,
        );
      }
    }
  }
  const times = TIME_FORKS.map(([, name]) => forks.some((fork) => fork.fork === name));
  const gap = times.findIndex((listed, i) => !listed && times.slice(i + 1).includes(true));
  if (gap >= 0) throw genesisWrong("config", `${TIME_FORKS[gap]![0]} is missing although a later fork is there`);
}

function readBlobEntry(schedule: JsonObject, name: string, timestamp: bigint, defaults: BlobDefaults): BlobParameters {
  const at = `config.blobSchedule.${name}`;
  const value = schedule[name];
  if (value === undefined || value === null) {
    if (!defaults) throw genesisWrong(at, "the entry is missing, and no EIP fixes its parameters");
    return { timestamp, ...defaults };
  }
  const entry = asObject(value, at);
  refuseUnknownKeys(entry, new Set(["target", "max", "baseFeeUpdateFraction"]), at);
  const parameters = {
    timestamp,
    target: asInteger(required(entry, "target", at), `${at}.target`, 16),
    max: asInteger(required(entry, "max", at), `${at}.max`, 16),
    baseFeeUpdateFraction: asInteger(required(entry, "baseFeeUpdateFraction", at), `${at}.baseFeeUpdateFraction`, 32),
  };
  if (parameters.max === 0n || parameters.target > parameters.max)
    throw genesisWrong(at, "target is above max, or max 0");
  if (parameters.baseFeeUpdateFraction === 0n) throw genesisWrong(at, "baseFeeUpdateFraction is 0");
  return parameters;
}

function readBlobSchedule(config: JsonObject): BlobParameters[] {
  const schedule = asObject(config["blobSchedule"] ?? {}, "config.blobSchedule");
  refuseUnknownKeys(schedule, new Set(BLOB_FORKS.map(([name]) => name)), "config.blobSchedule");
  const entries: BlobParameters[] = [];
  let osaka: bigint | null = null;
  for (const [name, timeKey, defaults] of BLOB_FORKS) {
    const timestamp = optionalInteger(config, timeKey, "config");
    if (timestamp === null) continue;
    if (name === "osaka") osaka = timestamp;
    if (name.startsWith("bpo") && (osaka === null || timestamp < osaka)) {
      throw genesisWrong(`config.${timeKey}`, "a blob-parameter-only fork before Osaka");
    }
    const last = entries.at(-1);
    if (last && timestamp < last.timestamp)
      throw genesisWrong(`config.${timeKey}`, `${timestamp} is before the entry above`);
    // At the same time the later one rules, so that the canonical encoding has one entry per time.
    if (last?.timestamp === timestamp) entries.pop();
    entries.push(readBlobEntry(schedule, name, timestamp, defaults));
  }
  return entries;
}

/** Reads the `config` object of a genesis file. @throws InputError GENESIS_WRONG, GENESIS_UNKNOWN_KEY, FIELD_WRONG */
export function readChainConfig(config: JsonObject): ChainSpec {
  refuseUnknownKeys(config, CONFIG_KEYS, "config");
  const chainId = asInteger(required(config, "chainId", "config"), "config.chainId", 64);
  const ttd = config["terminalTotalDifficulty"];
  const terminalTotalDifficulty =
    ttd === undefined || ttd === null ? null : asInteger(ttd, "config.terminalTotalDifficulty", 256);
  const parisFromGenesis = terminalTotalDifficulty === 0n;
  const support = config["daoForkSupport"];
  if (support !== undefined && typeof support !== "boolean")
    throw genesisWrong("config.daoForkSupport", "not a boolean");
  const forks = readForks(config, parisFromGenesis);
  const deposit = config["depositContractAddress"];
  const address =
    deposit === undefined || deposit === null ? null : asBytes(deposit, "config.depositContractAddress", 20);
  const network = networkById(chainId);
  return {
    name: network?.name ?? "custom",
    chainId,
    forks: withKnownMergeBlock(forks, network),
    blobSchedule: readBlobSchedule(config),
    depositContract: address?.some((byte) => byte !== 0) ? toHex(address) : null,
    terminalTotalDifficulty,
    supportsDaoMove: support === true && forks.some((fork) => fork.fork === "dao"),
    parisFromGenesis,
    genesisHash: network?.genesisHash ?? null,
  };
}

/** A genesis file cannot name the merge block; for a public network it is known history. */
function withKnownMergeBlock(forks: ForkActivation[], network: ChainSpec | null): ForkActivation[] {
  const merge = network?.forks.find((fork) => fork.fork === "paris");
  if (!merge || forks.some((fork) => fork.fork === "paris")) return forks;
  return [...forks, merge].sort((a, b) => FORKS[a.fork] - FORKS[b.fork]);
}

function optionalBytes(genesis: JsonObject, key: string, length: number): Uint8Array {
  const value = genesis[key];
  return value === undefined || value === null ? new Uint8Array(length) : asBytes(value, key, length);
}

function readHeader(genesis: JsonObject): GenesisHeader {
  const extra = genesis["extraData"];
  const nonce = new Uint8Array(8);
  new DataView(nonce.buffer).setBigUint64(0, asInteger(genesis["nonce"] ?? 0, "nonce", 64));
  if (asInteger(genesis["number"] ?? 0, "number", 64) !== 0n)
    throw genesisWrong("number", "the genesis block is number 0");
  return {
    parentHash: optionalBytes(genesis, "parentHash", 32),
    coinbase: optionalBytes(genesis, "coinbase", 20),
    difficulty: asInteger(required(genesis, "difficulty", ""), "difficulty", 256),
    gasLimit: asInteger(required(genesis, "gasLimit", ""), "gasLimit", 64),
    gasUsed: optionalInteger(genesis, "gasUsed", "genesis") ?? 0n,
    timestamp: optionalInteger(genesis, "timestamp", "genesis") ?? 0n,
    // Hoodi's and Holesky's files write no extra data as "".
    extraData: extra === undefined || extra === null || extra === "" ? new Uint8Array(0) : asBytes(extra, "extraData"),
    mixHash: optionalBytes(genesis, genesis["mixHash"] === undefined ? "mixhash" : "mixHash", 32),
    nonce,
    baseFeePerGas: genesis["baseFeePerGas"] == null ? null : asInteger(genesis["baseFeePerGas"], "baseFeePerGas", 256),
    excessBlobGas: optionalInteger(genesis, "excessBlobGas", "genesis"),
    blobGasUsed: optionalInteger(genesis, "blobGasUsed", "genesis"),
  };
}

/** Reads a genesis file, or a file that is only its `config`.
 *  @throws InputError JSON_BROKEN, GENESIS_WRONG, GENESIS_UNKNOWN_KEY, FIELD_MISSING, FIELD_WRONG, HEX_BROKEN */
export function readGenesis(text: string): Genesis {
  const genesis = asObject(parseExactJson(text), "genesis");
  if (!isObject(genesis["config"]) && genesis["chainId"] !== undefined)
    return { spec: readChainConfig(genesis), block: null };
  refuseUnknownKeys(genesis, TOP_KEYS, "genesis");
  const spec = readChainConfig(asObject(required(genesis, "config", "genesis"), "config"));
  if (genesis["alloc"] === undefined) return { spec, block: null };
  return { spec, block: { header: readHeader(genesis), alloc: readAlloc(asObject(genesis["alloc"], "alloc")) } };
}

/** Identity of a chain for messages: its name, or its id where it has none. */
export function chainLabel(spec: ChainSpec): string {
  return spec.name === "custom" ? `chain ${spec.chainId}` : spec.name;
}
