// A specification as the `config` of a genesis file, for files that have to carry their chain: what readChainConfig reads back.
import { InputError } from "@assay/core/inputError";
import { encodeConfiguration } from "./configuration.ts";
import { readChainConfig } from "./genesis.ts";
import type { ChainSpec } from "./spec.ts";

const BLOCK_KEYS: Readonly<Record<string, readonly string[]>> = {
  homestead: ["homesteadBlock"],
  dao: ["daoForkBlock"],
  tangerineWhistle: ["eip150Block"],
  spuriousDragon: ["eip155Block", "eip158Block"],
  byzantium: ["byzantiumBlock"],
  constantinople: ["constantinopleBlock"],
  petersburg: ["petersburgBlock"],
  istanbul: ["istanbulBlock"],
  muirGlacier: ["muirGlacierBlock"],
  berlin: ["berlinBlock"],
  london: ["londonBlock"],
  arrowGlacier: ["arrowGlacierBlock"],
  grayGlacier: ["grayGlacierBlock"],
};
const TIME_KEYS: Readonly<Record<string, string>> = {
  shanghai: "shanghaiTime",
  cancun: "cancunTime",
  prague: "pragueTime",
  osaka: "osakaTime",
};
const BLOB_NAMES = ["cancun", "prague", "osaka", "bpo1", "bpo2", "bpo3", "bpo4", "bpo5"];

/** Small numbers as numbers, as genesis files have them; larger ones as digits, which the strict reader takes too. */
function json(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}

/** Names of the blob schedule's entries: each stands at a fork's time, or is one of the forks that change nothing else. */
function blobSchedule(spec: ChainSpec): { times: Record<string, number | string>; entries: Record<string, object> } {
  const times: Record<string, number | string> = {};
  const entries: Record<string, object> = {};
  let spare = BLOB_NAMES.indexOf("bpo1");
  for (const { timestamp, target, max, baseFeeUpdateFraction } of spec.blobSchedule) {
    const fork = spec.forks.findLast(
      ({ fork: name, by, activation }) => by === "timestamp" && activation === timestamp && BLOB_NAMES.includes(name),
    );
    const name = fork?.fork ?? BLOB_NAMES[spare++] ?? "";
    if (!fork) times[`${name}Time`] = json(timestamp);
    entries[name] = { target: json(target), max: json(max), baseFeeUpdateFraction: json(baseFeeUpdateFraction) };
  }
  return { times, entries };
}

/** The configuration, or null for a chain that such a file cannot describe. */
export function genesisConfig(spec: ChainSpec): Record<string, unknown> | null {
  if (spec.optimism) return null;
  const config: Record<string, unknown> = { chainId: json(spec.chainId) };
  for (const { fork, by, activation } of spec.forks) {
    const keys = by === "block" ? (BLOCK_KEYS[fork] ?? []) : [TIME_KEYS[fork] ?? ""];
    for (const key of keys) config[key] = json(activation);
  }
  const { times, entries } = blobSchedule(spec);
  Object.assign(config, times);
  if (Object.keys(entries).length > 0) config["blobSchedule"] = entries;
  if (spec.depositContract) config["depositContractAddress"] = spec.depositContract;
  if (spec.terminalTotalDifficulty !== null) config["terminalTotalDifficulty"] = json(spec.terminalTotalDifficulty);
  if (spec.supportsDaoMove) config["daoForkSupport"] = true;
  // SOUNDNESS: a configuration that reads back as other rules would give wrong verdicts. Test: genesisConfig.test.ts.
  try {
    const back = encodeConfiguration(readChainConfig(config));
    const same = encodeConfiguration(spec);
    return back.length === same.length && back.every((byte, i) => byte === same[i]) ? config : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
