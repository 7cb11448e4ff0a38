// A dispute about a claim as op-challenger plays it, by the command line alone: the guest as a state of the fault-proof machine, a
// data directory, and `assay machine run … -- assay host single --server …` over both, without any node.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toHex } from "@assay/core/hex";
import { readGuest } from "@assay/machine/guests";
import { versionedHash } from "@assay/program/blob";
import type { BootInfo } from "@assay/program/bootInfo";
import { openDataDirectory } from "@assay/program/dataDirectory";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { assay, type Run } from "../../packages/cli/test/terminal.ts";
import { flipped } from "./preimages.ts";
import { readRecording } from "./recording.ts";

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

/** What a dispute is about, and everything that the program will ask for. */
export interface DisputeSource {
  readonly elf: Uint8Array;
  readonly claim: Pick<BootInfo, "l1Head" | "agreedOutputRoot" | "claimedOutputRoot" | "claimedBlockNumber">;
  readonly agreedBlockHash: string;
  /** Found by keccak-256. */
  readonly preimages: readonly Uint8Array[];
  /** Commitment, proof and blob. */
  readonly blobs: readonly Uint8Array[];
  /** Id of a chain that is built in, or the files of one that is not. */
  readonly chain: { readonly id: bigint } | { readonly rollupConfig: Uint8Array; readonly l1ChainConfig: Uint8Array };
}

/** A recorded claim. */
export function recordedSource(name: string): DisputeSource {
  const { boot, facts, preimages, blobs } = readRecording(name);
  return {
    elf: readGuest("rollup-rv64"),
    claim: boot,
    agreedBlockHash: facts.agreedBlockHash,
    preimages,
    blobs,
    chain: { rollupConfig: boot.rollupConfig!, l1ChainConfig: boot.l1ChainConfig! },
  };
}

async function fillDataDirectory(folder: string, { preimages, blobs }: DisputeSource): Promise<void> {
  const store = new VerifiedStore(openDataDirectory(folder));
  store.putHashed(preimages);
  for (const record of blobs) {
    store.putBlob(record.slice(2 * COMMITMENT_BYTES), versionedHash(record.subarray(0, COMMITMENT_BYTES)));
  }
  await store.close();
}

export class Dispute {
  /** The guest before its first step. */
  readonly prestate: string;
  readonly #folder: string;
  readonly #source: DisputeSource;

  private constructor(folder: string, source: DisputeSource) {
    this.#folder = folder;
    this.#source = source;
    this.prestate = this.at("prestate.bin.gz");
  }

  /** Its files go into `folder`. */
  static async open(folder: string, source: DisputeSource): Promise<Dispute> {
    mkdirSync(folder, { recursive: true });
    const dispute = new Dispute(folder, source);
    await fillDataDirectory(dispute.at("data"), source);
    writeFileSync(dispute.at("guest.elf"), source.elf);
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

  #chain(): string[] {
    const { chain } = this.#source;
    if ("id" in chain) return ["--l2-chain-id", String(chain.id)];
    const [rollup, l1] = [this.at("rollup.json"), this.at("l1.json")];
    writeFileSync(rollup, chain.rollupConfig);
    writeFileSync(l1, chain.l1ChainConfig);
    return ["--rollup-config-path", rollup, "--l1-config-path", l1];
  }

  /** The host's command, with op-challenger's names of options. `lie`: another output root is claimed. */
  #host(lie: boolean): string[] {
    const { claim, agreedBlockHash } = this.#source;
    const claimed = lie ? flipped(claim.claimedOutputRoot, 77) : claim.claimedOutputRoot;
    return [
      ...["--", process.execPath, bin, "host", "single", "--server", "--data-dir", this.at("data"), ...this.#chain()],
      ...["--l1-head", toHex(claim.l1Head), "--l2-head", agreedBlockHash],
      ...["--l2-output-root", toHex(claim.agreedOutputRoot), "--l2-claim", toHex(claimed)],
      ...["--l2-block-number", String(claim.claimedBlockNumber)],
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
