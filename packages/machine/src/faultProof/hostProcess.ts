// The host as a process of its own: it finds the other ends of the channels at file descriptors 3 to 6. Fact sheet of the fault-proof
// program, sections 4.2 and 10.3.
//
// The machine waits for every answer, so its ends are read without the event loop; Node's own pipes cannot be. Named pipes can: they are
// opened on both sides, the host's ends are handed over, and their names are removed before the host begins.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "@assay/core/inputError";
import { ClientChannel } from "@assay/program/clientChannel";
import type { MachineOracle } from "../oracle.ts";

/** A host that is done has this long to end by itself, and the same again after an interrupt. */
const GRACE_MS = 15_000;

interface Ends {
  /** Descriptors of ours, to read or to write. */
  readonly ours: number;
  readonly theirs: number;
}

function notStarted(command: string, message: string, cause?: unknown): InputError {
  return new InputError("CHANNEL_CLOSED", `the host ${command} could not be started: ${message}`, {
    advice: "Check the command after --.",
    cause,
  });
}

function openPipe(path: string, direction: "toHost" | "fromHost"): Ends {
  const made = spawnSync("mkfifo", ["-m", "600", path]);
  if (made.status !== 0) throw new Error(`mkfifo: ${made.error?.message ?? made.stderr}`);
  // Both ways first: opening one end alone would wait for the other.
  const both = openSync(path, "r+");
  const reading = openSync(path, "r");
  const writing = openSync(path, "w");
  closeSync(both);
  return direction === "toHost" ? { ours: writing, theirs: reading } : { ours: reading, theirs: writing };
}

export class HostProcess implements MachineOracle {
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #channel: ClientChannel;
  readonly #ours: readonly number[];
  #isOpen = true;

  private constructor(child: ChildProcess, ours: readonly [number, number, number, number]) {
    this.#child = child;
    this.#ours = ours;
    const [hintWrite, hintRead, preimageWrite, preimageRead] = ours;
    this.#channel = new ClientChannel({ hintWrite, hintRead, preimageWrite, preimageRead });
    this.#ended = new Promise((resolve) => {
      child.on("error", (error) => resolve(error.message));
      child.on("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
    });
  }

  /** Starts a host; what it prints goes where our own errors go. @throws InputError CHANNEL_CLOSED */
  static start(command: string, args: readonly string[]): HostProcess {
    const folder = mkdtempSync(join(tmpdir(), "assay-host-"));
    const opened: Ends[] = [];
    try {
      for (const direction of ["toHost", "fromHost", "toHost", "fromHost"] as const) {
        opened.push(openPipe(join(folder, String(opened.length)), direction));
      }
      const child = spawn(command, args, { stdio: ["ignore", 2, 2, ...opened.map(({ theirs }) => theirs)] });
      const ours = opened.map((ends) => ends.ours) as [number, number, number, number];
      for (const { theirs } of opened) closeSync(theirs);
      return new HostProcess(child, ours);
    } catch (error) {
      for (const { ours, theirs } of opened) for (const fd of [ours, theirs]) closeQuietly(fd);
      throw notStarted(command, (error as Error).message, error);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  hint(text: Uint8Array): void {
    this.#channel.hint(Buffer.from(text).toString("utf8"));
  }

  preimage(key: Uint8Array): Uint8Array {
    return this.#channel.preimage(key);
  }

  /** How the host ended, when it has gone in the middle of a run: asks the event loop, so not before an error says that it has. */
  async ending(): Promise<string> {
    const late = new Promise<string>((resolve) => setTimeout(() => resolve("still running"), 1000).unref());
    return Promise.race([this.#ended, late]);
  }

  /** Closes the channels, which is how a host learns that it is done, and waits for it. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const fd of this.#ours) closeQuietly(fd);
    const interrupt = setTimeout(() => this.#child.kill("SIGINT"), GRACE_MS);
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), 2 * GRACE_MS);
    await this.#ended;
    clearTimeout(interrupt);
    clearTimeout(kill);
  }
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // Closed already.
  }
}
