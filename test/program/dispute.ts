// A dispute about a recorded claim as op-challenger plays it, by the command line alone: the guest as a state of the fault-proof machine, a
// data directory, and `assay machine run … -- assay host single --server …` over both, without any node.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toHex } from "@assay/core/hex";
import { readGuest } from "@assay/machine/guests";
import { versionedHash } from "@assay/program/blob";
import { openDataDirectory } from "@assay/program/dataDirectory";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { assay, type Run } from "../../packages/cli/test/terminal.ts";
import { flipped } from "./preimages.ts";
import { type Recording, readRecording } from "./recording.ts";

const COMMITMENT_BYTES = 48;
const bin = fileURLToPath(new URL("../../packages/cli/bin/assay.js", import.meta.url));

/** What `assay machine witness` says of a state. */
export interface Witness {
  readonly witness: string;
  readonly stateHash: string;
  readonly step: number;
  readonly exited: boolean;
  readonly exitCode: number;
}

/** The state of a file. */
export async function witnessOf(file: string): Promise<Witness> {
  return JSON.parse((await assay("machine", "witness", "--input", file)).out);
}

/** Everything that the program read, as a host finds it. */
async function fillDataDirectory(folder: string, recording: Recording): Promise<void> {
  const store = new VerifiedStore(openDataDirectory(folder));
  store.putHashed(recording.preimages);
  for (const record of recording.blobs) {
    store.putBlob(record.slice(2 * COMMITMENT_BYTES), versionedHash(record.subarray(0, COMMITMENT_BYTES)));
  }
  await store.close();
}

export class Dispute {
  /** The guest before its first step. */
  readonly prestate: string;
  readonly #folder: string;
  readonly #recording: Recording;

  private constructor(folder: string, recording: Recording) {
    this.#folder = folder;
    this.#recording = recording;
    this.prestate = this.at("prestate.bin.gz");
  }

  /** About the recording `name`; its files go into `folder`. */
  static async open(folder: string, name: string): Promise<Dispute> {
    mkdirSync(folder, { recursive: true });
    const recording = readRecording(name);
    const dispute = new Dispute(folder, recording);
    await fillDataDirectory(dispute.at("data"), recording);
    writeFileSync(dispute.at("rollup.json"), recording.boot.rollupConfig!);
    writeFileSync(dispute.at("l1.json"), recording.boot.l1ChainConfig!);
    writeFileSync(dispute.at("guest.elf"), readGuest("rollup-rv64"));
    const { code, err } = await assay(
      ...["machine", "load-elf", "--path", dispute.at("guest.elf")],
      ...["--out", dispute.prestate, "--meta", dispute.at("meta.json")],
    );
    if (code !== 0) throw new Error(err);
    return dispute;
  }

  at(name: string): string {
    return join(this.#folder, name);
  }

  /** The host's command, with op-challenger's names of options. `lie`: another output root is claimed. */
  #host(lie: boolean): string[] {
    const { boot, facts } = this.#recording;
    const claimed = lie ? flipped(boot.claimedOutputRoot, 77) : boot.claimedOutputRoot;
    return [
      ...["--", process.execPath, bin, "host", "single", "--server", "--data-dir", this.at("data")],
      ...["--rollup-config-path", this.at("rollup.json"), "--l1-config-path", this.at("l1.json")],
      ...["--l1-head", toHex(boot.l1Head), "--l2-head", facts.agreedBlockHash],
      ...["--l2-output-root", toHex(boot.agreedOutputRoot), "--l2-claim", toHex(claimed)],
      ...["--l2-block-number", String(boot.claimedBlockNumber)],
    ];
  }

  /** `assay machine run` with these flags; from the prestate, if they do not name another state. */
  run(flags: readonly string[], { lie = false, input = this.prestate } = {}): Promise<Run> {
    const files = ["--input", input, "--meta", this.at("meta.json")];
    return assay("machine", "run", ...files, ...flags, ...this.#host(lie));
  }

  /** The same, and the last state. @throws when the run could not go on */
  async stateAfter(flags: readonly string[], options: { lie?: boolean; input?: string } = {}): Promise<Witness> {
    const output = this.at("last.bin.gz");
    const { code, err } = await this.run([...flags, "--output", output], options);
    if (code !== 0) throw new Error(err);
    return witnessOf(output);
  }

  /** `assay machine profile` of the proving machine's guest, with the same host. */
  profile(...flags: string[]): Promise<Run> {
    return assay("machine", "profile", "--guest", "rollup-rv32", ...flags, ...this.#host(false));
  }
}
