// assay host single: from options to a host that serves one client: over inherited descriptors, to a client that it starts, or to the
// one that is built in.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { fromHex } from "@assay/core/hex";
import { inheritedStreams } from "@assay/program/descriptors";
import { Host } from "@assay/program/host";
import { type ServerStreams, serve } from "@assay/program/serve";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { bootOf, closeNodes, dataOf, nodesOf } from "./claimSetup.ts";
import { EXIT, UsageError } from "./exitCodes.ts";
import type { HostFlags } from "./hostFlags.ts";
import type { Output } from "./output.ts";
import { runProgram } from "./programCommand.ts";

interface Client {
  readonly streams: ServerStreams;
  /** The client's exit code as ours: 0 and 1 are its verdict, anything else is none. */
  readonly exitCode: Promise<number>;
}

/** A path as it is, else words between spaces: a program and its arguments. */
function words(command: string): string[] {
  return existsSync(command) ? [command] : command.split(" ").filter((word) => word !== "");
}

function startClient(command: string): Client {
  const [file = command, ...args] = words(command);
  const child = spawn(file, args, { stdio: ["ignore", "inherit", "inherit", "pipe", "pipe", "pipe", "pipe"] });
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
  if (flags.mode === "native") return runProgram(flags, false, output);
  const boot = bootOf(flags);
  const nodes = nodesOf(flags);
  const store = new VerifiedStore(dataOf(flags));
  try {
    const host = new Host({
      boot,
      agreedBlockHash: fromHex(flags.agreedL2HeadHash)!,
      store,
      nodes,
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
    closeNodes(nodes);
    await store.close();
  }
}
