// What `assay host`, `assay program`, `assay derive` and `assay output-root` are told, and what is wrong use of them.
import type { Hex } from "@assay/core/hex";
import { UsageError } from "./exitCodes.ts";
import { FlagReader, HASH, type Raw } from "./flagReader.ts";
import { CLAIM_OPTIONS, DERIVE_OPTIONS, HOST_OPTIONS } from "./optionRows.ts";

/** Where data comes from, and of which chain. */
export interface SourceFlags {
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

export interface ClaimFlags extends SourceFlags {
  readonly l1Head: Hex;
  readonly agreedL2HeadHash: Hex;
  readonly agreedL2OutputRoot: Hex;
  readonly claimedL2OutputRoot: Hex;
  readonly claimedL2BlockNumber: bigint;
}

export interface HostFlags extends ClaimFlags {
  /** server: a client has started this process; exec: one is to be started; native: it runs here. */
  readonly mode: "server" | "exec" | "native";
  /** Command of the client to start. */
  readonly exec: string | null;
}

/** `assay derive` of a file. */
export interface DeriveFileFlags {
  readonly to: bigint | null;
  readonly execute: boolean;
  readonly witness: string | null;
}

/** `assay derive` from nodes. */
export interface DeriveRangeFlags extends SourceFlags {
  readonly from: bigint;
  readonly to: bigint;
  readonly execute: boolean;
  /** null: some blocks after the last block's origin. */
  readonly l1Head: Hex | bigint | null;
}

export interface OutputRootFlags {
  readonly stateRoot?: Hex;
  readonly messagePasserRoot?: Hex;
  readonly blockHash?: Hex;
  readonly l2NodeAddress?: string;
  readonly block?: string;
  readonly json?: true;
}

function readSource(reader: FlagReader, flags: Raw): SourceFlags {
  const [l1, beacon, l2] = ["l1-node-address", "l1-beacon-address", "l2-node-address"].map((name) =>
    reader.value(name),
  );
  const given = [l1, beacon, l2].filter((address) => address !== null && address !== undefined).length;
  if (given !== 0 && given !== 3) {
    throw new UsageError("Give all of --l1-node-address, --l1-beacon-address and --l2-node-address, or none.");
  }
  const dataDir = reader.value("data-dir");
  if (given === 0 && dataDir === null) throw new UsageError("Without nodes --data-dir is needed.");
  const dataFormat = reader.value("data-format");
  if (dataFormat !== null && !/^(lmdb|directory|file)$/.test(dataFormat)) {
    throw new UsageError("--data-format is lmdb, directory or file.");
  }
  const l2ChainId = reader.number("l2-chain-id");
  const rollupConfigPath = reader.value("rollup-config-path");
  if ((l2ChainId === null) === (rollupConfigPath === null)) {
    throw new UsageError("Give exactly one of --l2-chain-id and --rollup-config-path.");
  }
  return {
    nodes: given === 0 ? null : { l1: l1!, beacon: beacon!, l2: l2! },
    dataDir,
    dataFormat,
    l2ChainId,
    rollupConfigPath,
    l1ConfigPath: reader.value("l1-config-path"),
    payloadWitness: reader.isOn("enable-experimental-witness-endpoint"),
    requestTimeoutSeconds: reader.positive("request-timeout"),
    requestsPerSecond: reader.positive("requests-per-second"),
    verbose: flags["verbose"] === true,
  };
}

/** @throws UsageError */
export function readClaimFlags(flags: Raw, environment: NodeJS.ProcessEnv): ClaimFlags {
  const reader = new FlagReader(flags, environment, CLAIM_OPTIONS);
  const source = readSource(reader, flags);
  reader.needed("claimed-l2-block-number");
  return {
    ...source,
    l1Head: reader.hash("l1-head"),
    agreedL2HeadHash: reader.hash("agreed-l2-head-hash"),
    agreedL2OutputRoot: reader.hash("agreed-l2-output-root"),
    claimedL2OutputRoot: reader.hash("claimed-l2-output-root"),
    claimedL2BlockNumber: reader.number("claimed-l2-block-number")!,
  };
}

/** @throws UsageError */
export function readHostFlags(flags: Raw, environment: NodeJS.ProcessEnv): HostFlags {
  const reader = new FlagReader(flags, environment, HOST_OPTIONS);
  const modes = (["server", "native"] as const).filter((name) => reader.isOn(name));
  const exec = reader.value("exec");
  if (modes.length + (exec === null ? 0 : 1) !== 1)
    throw new UsageError("Give exactly one of --server, --native and --exec.");
  return { ...readClaimFlags(flags, environment), mode: modes[0] ?? "exec", exec };
}

/** Options that only a file has, or only nodes. */
const OF_NODES = ["from", "l1-head", "l1-node-address", "l1-beacon-address", "l2-node-address", "data-dir"];

/** @throws UsageError */
export function readDeriveFlags(
  path: string | undefined,
  flags: Raw,
  environment: NodeJS.ProcessEnv,
): DeriveFileFlags | DeriveRangeFlags {
  const execute = flags["execute"] === true;
  if (path !== undefined) {
    // A node's address in the environment is no wish to ask it here.
    const reader = new FlagReader(flags, {}, DERIVE_OPTIONS);
    const stray = OF_NODES.find((name) => reader.value(name) !== null);
    if (stray) throw new UsageError(`--${stray} is for deriving from nodes: leave out the file, or this option.`);
    const witness = reader.value("witness");
    if (witness !== null && !execute) throw new UsageError("--witness needs --execute.");
    return { to: reader.number("to"), execute, witness };
  }
  const reader = new FlagReader(flags, environment, DERIVE_OPTIONS);
  if (reader.value("l1-node-address") === null) {
    throw new UsageError(
      "Give a derivation file, or nodes: --l1-node-address, --l1-beacon-address, --l2-node-address.",
    );
  }
  if (reader.value("witness") !== null)
    throw new UsageError("--witness is for a derivation file; nodes have their own.");
  const source = readSource(reader, flags);
  for (const name of ["from", "to"]) reader.needed(name);
  const from = reader.number("from")!;
  const to = reader.number("to")!;
  if (from === 0n || to < from) throw new UsageError("--from is 1 or more, and --to not before it.");
  const head = reader.value("l1-head");
  const l1Head = head === null ? null : HASH.test(head) ? (head.toLowerCase() as Hex) : reader.number("l1-head");
  return { ...source, from, to, execute, l1Head };
}
