// assay host single: from options to a host that serves one client, over inherited descriptors or to a client that it starts.
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { readRollupConfig } from "@assay/chain/rollupConfig";
import { superchainById } from "@assay/chain/superchain";
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Beacon } from "@assay/program/beacon";
import { type DataFormat, openDataDirectory } from "@assay/program/dataDirectory";
import { inheritedStreams } from "@assay/program/descriptors";
import { Host, type HostNodes } from "@assay/program/host";
import { JsonRpc } from "@assay/program/jsonRpc";
import { NODE_LIMITS, type NodeLimits } from "@assay/program/limits";
import { type ServerStreams, serve } from "@assay/program/serve";
import { MemoryStore } from "@assay/program/store";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { EXIT, UsageError } from "./exitCodes.ts";
import type { HostFlags } from "./hostFlags.ts";
import type { Output } from "./output.ts";

const MAX_CONFIG_BYTES = 16 * 1024 * 1024;

function configFile(option: string, path: string): Uint8Array {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > MAX_CONFIG_BYTES) throw new Error("it is no file, or too large");
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`--${option} ${path}: ${(error as Error).message}`);
  }
}

function chainIdOf(config: Uint8Array, path: string): bigint {
  try {
    return readRollupConfig(Buffer.from(config).toString("utf8"), superchainById).l2ChainId;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UsageError(`--rollup-config-path ${path}: ${error.message}\n${error.advice}`);
  }
}

function nodesOf(flags: HostFlags): HostNodes | null {
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

interface Client {
  readonly streams: ServerStreams;
  /** The client's exit code as ours: 0 and 1 are its verdict, anything else is none. */
  readonly exitCode: Promise<number>;
}

function startClient(command: string): Client {
  const child = spawn(command, [], { stdio: ["ignore", "inherit", "inherit", "pipe", "pipe", "pipe", "pipe"] });
  const exitCode = new Promise<number>((resolve, reject) => {
    child.on("error", (error) => reject(new UsageError(`--exec ${command}: ${error.message}`)));
    child.on("exit", (code) => resolve(code === EXIT.valid || code === EXIT.invalid ? code : EXIT.incomplete));
  });
  // What the client reads, 3 and 5, is what we write.
  const [, , , hintWrite, hintRead, preimageWrite, preimageRead] = child.stdio as unknown as (Readable & Writable)[];
  const streams = {
    hintRead: hintRead!,
    hintWrite: hintWrite!,
    preimageRead: preimageRead!,
    preimageWrite: preimageWrite!,
  };
  return { streams, exitCode };
}

/** Serves one client to its end. @returns the exit code @throws UsageError, InputError */
export async function serveHost(flags: HostFlags, output: Output): Promise<number> {
  const bytes = (hex: string) => fromHex(hex)!;
  const rollupConfig = flags.rollupConfigPath && configFile("rollup-config-path", flags.rollupConfigPath);
  const boot = {
    l1Head: bytes(flags.l1Head),
    agreedOutputRoot: bytes(flags.agreedL2OutputRoot),
    claimedOutputRoot: bytes(flags.claimedL2OutputRoot),
    claimedBlockNumber: flags.claimedL2BlockNumber,
    chainId: rollupConfig ? chainIdOf(rollupConfig, flags.rollupConfigPath!) : flags.l2ChainId!,
    rollupConfig: rollupConfig || null,
    l1ChainConfig: flags.l1ConfigPath === null ? null : configFile("l1-config-path", flags.l1ConfigPath),
  };
  const data =
    flags.dataDir === null
      ? new MemoryStore()
      : openDataDirectory(flags.dataDir, (flags.dataFormat ?? undefined) as DataFormat | undefined);
  const store = new VerifiedStore(data);
  try {
    const host = new Host({
      boot,
      agreedBlockHash: bytes(flags.agreedL2HeadHash),
      store,
      nodes: nodesOf(flags),
      payloadWitness: flags.payloadWitness,
      ...(flags.verbose ? { log: (message: string) => output.stderr.write(`${message}\n`) } : {}),
    });
    if (flags.exec === null) {
      await serve(inheritedStreams(), host);
      return EXIT.valid;
    }
    const client = startClient(flags.exec);
    const [served, exitCode] = await Promise.allSettled([serve(client.streams, host), client.exitCode]);
    if (exitCode.status === "rejected") throw exitCode.reason;
    if (served.status === "rejected") throw served.reason;
    return exitCode.value;
  } finally {
    await store.close();
  }
}
