// Settings of a deployment as JSON: what a settings file has, options of the command line add to, and the address file keeps.
import { type Address, getAddress, type Hex, isAddress, zeroAddress } from "viem";
import { DeploymentError } from "./deploymentError.ts";
import type { DeploymentSettings } from "./deploymentPlan.ts";
import { networks, type ValidatorParameters } from "./networks.ts";

export type NetworkName = keyof typeof networks;

export interface SettingsJson {
  /** Whose parameters those of `parameters` change. */
  readonly network?: NetworkName;
  readonly parameters?: Partial<ValidatorParameters>;
  readonly salt?: Hex;
  readonly deployer?: Address;
  readonly owner?: Address;
  /** Without both, on an L1 that is none of the public ones: tokens that anybody may mint. */
  readonly kro?: Address;
  readonly kgh?: Address;
  readonly trustedValidator?: Address;
  readonly batcher?: Address;
  readonly unsafeBlockSigner?: Address;
  readonly council?: readonly Address[];
  readonly startingBlockNumber?: number;
  readonly startingTimestamp?: number;
  readonly gasLimit?: bigint;
  readonly baseFeeScalar?: number;
  readonly blobBaseFeeScalar?: number;
  readonly sp1Verifier?: Address;
  readonly programVKey?: Hex;
}

const MAX_COUNCIL = 100;
const MAX_TURNS = 32;
const MAX_U32 = 2 ** 32 - 1;
const MAX_U64 = 2n ** 64n - 1n;
const MAX_U128 = 2n ** 128n - 1n;
/** L1s on which tokens that anybody may mint would be a mistake. */
const PUBLIC_L1 = new Set<number>([networks.mainnet.l1ChainId, networks.sepolia.l1ChainId]);

type Read = (value: unknown, at: string) => unknown;

function wrong(at: string, what: string): DeploymentError {
  return new DeploymentError("SETTINGS", `${at} ${what}`);
}

const address: Read = (value, at) => {
  // With capital letters the check sum counts (EIP-55).
  if (typeof value !== "string" || !isAddress(value)) throw wrong(at, "is no address, or its check sum is wrong");
  if (value === zeroAddress) throw wrong(at, "is the zero address");
  return getAddress(value);
};
const word: Read = (value, at) => {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{64}$/.test(value)) throw wrong(at, "must be 32 bytes in hex");
  return value.toLowerCase();
};
const upTo =
  (most: number): Read =>
  (value, at) => {
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0 || value > most) {
      throw wrong(at, `must be a whole number up to ${most}`);
    }
    return value;
  };
const large =
  (most: bigint): Read =>
  (value, at) => {
    const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof text !== "string" || !/^(0|[1-9][0-9]{0,38})$/.test(text) || BigInt(text) > most) {
      throw wrong(at, `must be a whole number up to ${most}, as a string`);
    }
    return BigInt(text);
  };
const list =
  (item: Read, most: number): Read =>
  (value, at) => {
    if (!Array.isArray(value) || value.length > most) throw wrong(at, `must be a list of at most ${most}`);
    return value.map((one, i) => item(one, `${at}[${i}]`));
  };
const network: Read = (value, at) => {
  if (typeof value !== "string" || !Object.hasOwn(networks, value)) {
    throw wrong(at, `must be one of ${Object.keys(networks).join(", ")}`);
  }
  return value;
};

function parameterReader(name: string, sample: unknown): Read {
  if (typeof sample === "bigint") return large(MAX_U128);
  if (Array.isArray(sample)) return list(upTo(1_000_000), MAX_TURNS);
  const number = upTo(name.endsWith("ChainId") ? Number.MAX_SAFE_INTEGER : MAX_U32);
  return name === "mptFirstOutputIndex" ? (value, at) => (value === null ? null : number(value, at)) : number;
}

const PARAMETERS: Readonly<Record<string, Read>> = Object.fromEntries(
  Object.entries(networks.devnet).map(([name, sample]) => [name, parameterReader(name, sample)]),
);
const FIELDS: Readonly<Record<keyof SettingsJson, Read>> = {
  network,
  parameters: (value, at) => fields(value, at, PARAMETERS),
  salt: word,
  deployer: address,
  owner: address,
  kro: address,
  kgh: address,
  trustedValidator: address,
  batcher: address,
  unsafeBlockSigner: address,
  council: list(address, MAX_COUNCIL),
  startingBlockNumber: upTo(MAX_U32),
  startingTimestamp: upTo(MAX_U32),
  gasLimit: large(MAX_U64),
  baseFeeScalar: upTo(MAX_U32),
  blobBaseFeeScalar: upTo(MAX_U32),
  sp1Verifier: address,
  programVKey: word,
};

function fields(value: unknown, at: string, readers: Readonly<Record<string, Read>>): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(at, "must be an object");
  const read: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    // A setting that is spelled wrong must not be left out in silence.
    if (!Object.hasOwn(readers, name)) throw wrong(`${at}.${name}`, "is not a setting");
    if (one !== undefined) read[name] = readers[name]!(one, `${at}.${name}`);
  }
  return read;
}

/** SOUNDNESS: a settings file and an address file come from outside; every field has its kind and bounds, unknown ones are
 *  refused; test: settingsJson.test.ts. @throws DeploymentError SETTINGS */
export function parseSettings(value: unknown, at: string): SettingsJson {
  return fields(value, at, FIELDS) as SettingsJson;
}

/** What every deployment has to be told, by the name of its option. */
const NEEDED = [
  "network",
  "salt",
  "deployer",
  "owner",
  "trustedValidator",
  "batcher",
  "unsafeBlockSigner",
  "council",
  "startingTimestamp",
  "sp1Verifier",
  "programVKey",
] as const;

/** @throws DeploymentError SETTINGS that names everything that is missing */
export function completeSettings(json: SettingsJson): DeploymentSettings {
  const missing: string[] = NEEDED.filter((name) => json[name] === undefined);
  const parameters = { ...networks[json.network ?? "devnet"], ...json.parameters };
  const tokens = json.kro && json.kgh ? { kro: json.kro, kgh: json.kgh } : null;
  if (!tokens && (json.kro || json.kgh || PUBLIC_L1.has(parameters.l1ChainId))) {
    missing.push(json.kro ? "kgh" : "kro", ...(json.kro || json.kgh ? [] : ["kgh"]));
  }
  if (missing.length > 0) throw new DeploymentError("SETTINGS", `missing: ${missing.join(", ")}`);
  return {
    salt: json.salt!,
    deployer: json.deployer!,
    owner: json.owner!,
    parameters,
    tokens,
    roles: {
      trustedValidator: json.trustedValidator!,
      batcher: json.batcher!,
      unsafeBlockSigner: json.unsafeBlockSigner!,
      councilMembers: json.council!,
    },
    l2: {
      startingBlockNumber: json.startingBlockNumber ?? 0,
      startingTimestamp: json.startingTimestamp!,
      gasLimit: json.gasLimit ?? 30_000_000n,
      // Scalars of op-mainnet since Ecotone.
      baseFeeScalar: json.baseFeeScalar ?? 1368,
      blobBaseFeeScalar: json.blobBaseFeeScalar ?? 810_949,
    },
    proofs: { sp1Verifier: json.sp1Verifier!, programVKey: json.programVKey! },
  };
}

/** The same, with nothing left to a default. */
export function settingsJson(network: NetworkName, settings: DeploymentSettings): SettingsJson {
  const { salt, deployer, owner, parameters, tokens, roles, l2, proofs } = settings;
  const { councilMembers: council, ...others } = roles;
  return { network, parameters, salt, deployer, owner, ...tokens, ...others, council, ...l2, ...proofs };
}
