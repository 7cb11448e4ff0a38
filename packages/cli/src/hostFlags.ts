// What `assay host`, `assay program` and `assay output-root` are told, in kona-host's names, and what is wrong use of them.
import type { Hex } from "@assay/core/hex";
import { UsageError } from "./exitCodes.ts";

/** A claim, and where what it needs comes from. */
export interface ClaimFlags {
  readonly l1Head: Hex;
  readonly agreedL2HeadHash: Hex;
  readonly agreedL2OutputRoot: Hex;
  readonly claimedL2OutputRoot: Hex;
  readonly claimedL2BlockNumber: bigint;
  /** All three or none. */
  readonly nodes: { readonly l1: string; readonly beacon: string; readonly l2: string } | null;
  readonly dataDir: string | null;
  readonly dataFormat: string | null;
  /** One of the two. */
  readonly l2ChainId: bigint | null;
  readonly rollupConfigPath: string | null;
  readonly l1ConfigPath: string | null;
  readonly payloadWitness: boolean;
  readonly requestTimeoutSeconds: number | null;
  readonly requestsPerSecond: number | null;
  readonly verbose: boolean;
}

export interface HostFlags extends ClaimFlags {
  /** server: a client has started this process; exec: one is to be started; native: it runs here. */
  readonly mode: "server" | "exec" | "native";
  /** Command of the client to start. */
  readonly exec: string | null;
}

export interface OutputRootFlags {
  readonly stateRoot?: Hex;
  readonly messagePasserRoot?: Hex;
  readonly blockHash?: Hex;
  readonly l2NodeAddress?: string;
  readonly block?: string;
  readonly json?: true;
}

export type Raw = Readonly<Record<string, string | boolean | undefined>>;

export const HASH = /^0x[0-9a-fA-F]{64}$/;
const MAX_U64 = (1n << 64n) - 1n;

type OptionRow = readonly [name: string, value: string, aliases: readonly string[], help: string];

/** Of a claim: canonical name, value, other names, help. */
export const CLAIM_OPTIONS: readonly OptionRow[] = [
  ["l1-head", "0x…", [], "hash of the L1 block up to which data counts"],
  ["agreed-l2-head-hash", "0x…", ["l2-head"], "hash of the L2 block at the agreed output"],
  ["agreed-l2-output-root", "0x…", ["l2-output-root"], "output root that both sides agree on"],
  ["claimed-l2-output-root", "0x…", ["l2-claim"], "output root that is in question"],
  ["claimed-l2-block-number", "n", ["l2-block-number"], "number of the L2 block it is claimed for"],
  ["l1-node-address", "url", ["l1"], "JSON-RPC of an L1 node"],
  ["l1-beacon-address", "url", ["beacon"], "API of an L1 beacon node"],
  ["l2-node-address", "url", ["l2"], "JSON-RPC of an L2 node"],
  ["data-dir", "folder", ["db"], "where preimages are kept; without it in memory"],
  [
    "data-format",
    "format",
    [],
    "of a new data directory: lmdb (default), directory or file, which op-program reads too",
  ],
  ["l2-chain-id", "n", [], "a chain that is built in"],
  ["rollup-config-path", "file", ["rollup-cfg"], "rollup.json of another chain"],
  ["l1-config-path", "file", ["l1-cfg"], "configuration of another L1 chain"],
  ["request-timeout", "seconds", [], "for one answer of a node (default: 30)"],
  ["requests-per-second", "n", [], "to each node, at most"],
];

export const HOST_OPTIONS: readonly OptionRow[] = [
  ...CLAIM_OPTIONS,
  ["exec", "command", [], "start this client instead of being started by one"],
];

export const CLAIM_SWITCHES: readonly (readonly [name: string, help: string])[] = [
  ["enable-experimental-witness-endpoint", "ask the L2 node for a block's whole witness (debug_executePayload)"],
];

export const HOST_SWITCHES: readonly (readonly [name: string, help: string])[] = [
  ["server", "serve a client on file descriptors 3 to 6"],
  ["native", "run the client here as well"],
  ...CLAIM_SWITCHES,
];

function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Value of an option under any of its names, or from the environment. */
function optionValue(flags: Raw, environment: NodeJS.ProcessEnv, name: string): string | null {
  const [, , aliases] = HOST_OPTIONS.find(([own]) => own === name)!;
  const given = [name, ...aliases].filter((one) => flags[camel(one)] !== undefined);
  if (given.length > 1) throw new UsageError(`--${given.join(" and --")} are the same option: give one.`);
  if (given.length === 1) return flags[camel(given[0]!)] as string;
  return environment[name.toUpperCase().replaceAll("-", "_")] || null;
}

function isOn(flags: Raw, environment: NodeJS.ProcessEnv, name: string): boolean {
  const variable = environment[name.toUpperCase().replaceAll("-", "_")];
  return flags[camel(name)] === true || (variable !== undefined && /^(1|true|yes|on)$/i.test(variable));
}

/** @throws UsageError */
export function readHostFlags(flags: Raw, environment: NodeJS.ProcessEnv): HostFlags {
  const modes = (["server", "native"] as const).filter((name) => isOn(flags, environment, name));
  const exec = optionValue(flags, environment, "exec");
  if (modes.length + (exec === null ? 0 : 1) !== 1)
    throw new UsageError("Give exactly one of --server, --native and --exec.");
  return { ...readClaimFlags(flags, environment), mode: modes[0] ?? "exec", exec };
}

/** @throws UsageError */
export function readClaimFlags(flags: Raw, environment: NodeJS.ProcessEnv): ClaimFlags {
  const value = (name: string) => optionValue(flags, environment, name);
  const needed = (name: string) => {
    const given = value(name);
    if (given === null) throw new UsageError(`--${name} is missing.`);
    return given;
  };
  const hash = (name: string): Hex => {
    const given = needed(name);
    if (!HASH.test(given)) throw new UsageError(`--${name}: 0x and 64 hex digits are needed.`);
    return given.toLowerCase() as Hex;
  };
  const number = (name: string, given: string): bigint => {
    const read = /^(0|[1-9][0-9]{0,19})$/.test(given) ? BigInt(given) : null;
    if (read === null || read > MAX_U64) throw new UsageError(`--${name}: a number below 2^64 is needed.`);
    return read;
  };
  const positive = (name: string): number | null => {
    const given = value(name);
    if (given === null) return null;
    if (!/^[1-9][0-9]{0,5}$/.test(given)) throw new UsageError(`--${name}: a whole number, 1 or more, is needed.`);
    return Number(given);
  };

  const [l1, beacon, l2] = ["l1-node-address", "l1-beacon-address", "l2-node-address"].map(value);
  const given = [l1, beacon, l2].filter((address) => address !== null && address !== undefined).length;
  if (given !== 0 && given !== 3) {
    throw new UsageError("Give all of --l1-node-address, --l1-beacon-address and --l2-node-address, or none.");
  }
  const dataDir = value("data-dir");
  if (given === 0 && dataDir === null) throw new UsageError("Without nodes --data-dir is needed.");
  const dataFormat = value("data-format");
  if (dataFormat !== null && !/^(lmdb|directory|file)$/.test(dataFormat)) {
    throw new UsageError("--data-format is lmdb, directory or file.");
  }
  const chainId = value("l2-chain-id");
  const rollupConfigPath = value("rollup-config-path");
  if ((chainId === null) === (rollupConfigPath === null)) {
    throw new UsageError("Give exactly one of --l2-chain-id and --rollup-config-path.");
  }
  return {
    l1Head: hash("l1-head"),
    agreedL2HeadHash: hash("agreed-l2-head-hash"),
    agreedL2OutputRoot: hash("agreed-l2-output-root"),
    claimedL2OutputRoot: hash("claimed-l2-output-root"),
    claimedL2BlockNumber: number("claimed-l2-block-number", needed("claimed-l2-block-number")),
    nodes: given === 0 ? null : { l1: l1!, beacon: beacon!, l2: l2! },
    dataDir,
    dataFormat,
    l2ChainId: chainId === null ? null : number("l2-chain-id", chainId),
    rollupConfigPath,
    l1ConfigPath: value("l1-config-path"),
    payloadWitness: isOn(flags, environment, "enable-experimental-witness-endpoint"),
    requestTimeoutSeconds: positive("request-timeout"),
    requestsPerSecond: positive("requests-per-second"),
    verbose: flags["verbose"] === true,
  };
}
