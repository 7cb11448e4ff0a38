// assay verify proof: files in, a verdict each, one exit code.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ForkName } from "@assay/core/forks";
import { fromHex, type Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { type BlockName, fetchVerifier } from "@assay/verifiers/chainState";
import type { VerifierContract } from "@assay/verifiers/contractCall";
import type { Proof } from "@assay/verifiers/proof";
import { MAX_PROOF_FILE_BYTES, parse, readProof } from "@assay/verifiers/proofFile";
import type { Layout } from "@assay/verifiers/publicValues";
import { readTaikoWitness, type TaikoWitness } from "@assay/verifiers/taikoWitness";
import { contractCall, verifyProof } from "@assay/verifiers/verifyProof";
import { coloursFor } from "./colours.ts";
import { loadCore } from "./core.ts";
import { exitCode, UsageError } from "./exitCodes.ts";
import { glob, isGlob } from "./glob.ts";
import { summaryJson } from "./jsonLines.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";
import { noTotals } from "./report.ts";
import type { ProofFlags } from "./verifyProofFlags.ts";
import { brokenProof, type FileVerdict, proofJson, proofLines, proofSummary } from "./verifyProofReport.ts";

/** Verifies what the paths name and prints the verdicts in their order. @returns the exit code */
export async function verifyProofs(paths: readonly string[], flags: ProofFlags, output: Output): Promise<number> {
  const started = performance.now();
  const files = proofFiles(paths);
  const setup = setUp(flags);
  const totals = noTotals();
  const colours = coloursFor(output.stdout, output.environment);
  const progress = new Progress(output.stderr, files.length);
  try {
    for (const file of files) {
      const verdict = await verifyOne(file, setup, flags);
      totals.counts[verdict.verdict]++;
      progress.clear();
      const lines = flags.json ? [proofJson(file, verdict)] : proofLines(file, verdict, colours);
      output.stdout.write(`${lines.join("\n")}\n`);
      progress.advance();
    }
  } finally {
    progress.end();
  }
  totals.ms = performance.now() - started;
  output.stdout.write(`${flags.json ? summaryJson(totals) : proofSummary(totals, colours)}\n`);
  return exitCode(totals.counts);
}

/** What is the same for all files. */
interface Setup {
  readonly core: Core;
  readonly code: Uint8Array | null;
  readonly witness: TaikoWitness | undefined;
  readonly publicValues: Uint8Array | undefined;
}

function setUp(flags: ProofFlags): Setup {
  const core = new Core(loadCore());
  return {
    core,
    code: flags.code === undefined ? null : hexOrBytes(readInput(flags.code), flags.code),
    witness:
      flags.witness === undefined
        ? undefined
        : readTaikoWitness(core, parse(new TextDecoder().decode(readInput(flags.witness)))),
    publicValues: flags.publicValues === undefined ? undefined : publicValuesOf(flags.publicValues),
  };
}

async function verifyOne(file: string, setup: Setup, flags: ProofFlags): Promise<FileVerdict> {
  const started = performance.now();
  try {
    const program = flags.program === undefined ? undefined : fromHex(flags.program)!;
    const proof = readProof(readInput(file), { program, publicValues: setup.publicValues });
    if (setup.witness && proof.kind !== "taiko") {
      throw new InputError("FIELD_WRONG", `a block witness says nothing about a proof of ${proof.system}`, {
        advice: "Give --witness with Taiko's proofs alone.",
      });
    }
    const verdict = verifyProof(setup.core, proof, {
      contract: await contractFor(proof, setup, flags),
      fork: flags.fork as ForkName | undefined,
      requireKnownKey: flags.requireKnownKey === true,
      layout: flags.layout as Layout | undefined,
      witness: setup.witness,
    });
    return { ...verdict, ms: performance.now() - started };
  } catch (error) {
    if (error instanceof InputError) return brokenProof(error, performance.now() - started);
    throw error;
  }
}

async function contractFor(proof: Proof, setup: Setup, flags: ProofFlags): Promise<VerifierContract | undefined> {
  if (setup.code) return { source: "file", code: setup.code };
  if (flags.rpc === undefined) return undefined;
  const call = contractCall(proof);
  // A proof that is wrong before any call needs no node: `verifyProof` says so.
  if ("code" in call) return { source: "contract", code: new Uint8Array(0) };
  const { JsonRpc } = await import("@assay/program/jsonRpc");
  const node = new JsonRpc("node", flags.rpc);
  const request = (method: string, params: readonly unknown[]) => node.request(method, params);
  return fetchVerifier(request, fromHex(flags.contract as Hex)!, flags.block as BlockName, call.data);
}

/** The option's own hex, or a file's: hex where it starts with 0x, else the bytes as they are, which may be text. */
function publicValuesOf(value: string): Uint8Array {
  const given = fromHex(value.toLowerCase());
  if (given) return given;
  const content = readInput(value);
  return content[0] === 0x30 && content[1] === 0x78 ? hexOrBytes(content, value) : content;
}

/** Hex with or without 0x, as compilers write it, else the bytes themselves. */
function hexOrBytes(content: Uint8Array, file: string): Uint8Array {
  const text = content.every((byte) => byte >= 9 && byte < 128) ? new TextDecoder().decode(content).trim() : null;
  if (text === null) return content;
  const bytes = fromHex(`0x${text.replace(/^0x/, "").toLowerCase()}`);
  if (!bytes) throw new InputError("HEX_BROKEN", "the text is not hex", { at: file });
  return bytes;
}

const SIZES = "Proof files have at most 16 MiB, unpacked too; docs/proofs.md lists those that are read.";

/**
 * A file's bytes, unpacked.
 *
 * SOUNDNESS: what has no end or no size (a device, a pipe) is not read, nor unpacked beyond the limit; test: verifyProof.test.ts.
 * @throws InputError
 */
function readInput(file: string): Uint8Array {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new InputError("FILE_UNREADABLE", "not a file", { at: file });
    if (stat.size > MAX_PROOF_FILE_BYTES) {
      throw new InputError("FILE_TOO_LARGE", "larger than a proof file can be", { at: file, advice: SIZES });
    }
    const content = readFileSync(file);
    const packed = content[0] === 0x1f && content[1] === 0x8b;
    return packed ? gunzipSync(content, { maxOutputLength: MAX_PROOF_FILE_BYTES }) : content;
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const options = { at: file, cause: error };
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new InputError("FILE_NOT_FOUND", "there is no such file", options);
    }
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new InputError("FILE_TOO_LARGE", "larger than a proof file can be, unpacked", {
        ...options,
        advice: SIZES,
      });
    }
    if (code?.startsWith("Z_")) throw new InputError("GZIP_BROKEN", message, options);
    throw new InputError("FILE_UNREADABLE", message, options);
  }
}

const PROOF_FILE = /\.(json|bin|hex|proof|seal)(\.gz)?$/;
const order = new Intl.Collator("en", { numeric: true });

/** Files that the arguments name: a folder is the proof files in it, a pattern what it matches. */
function proofFiles(paths: readonly string[]): string[] {
  const files = new Set<string>();
  for (const path of paths) {
    const matches = isGlob(path) && !isThere(path) ? glob(path).sort(order.compare) : [path];
    const found = matches.flatMap((match) => (isFolder(match) ? filesIn(match) : [match]));
    if (found.length === 0) throw new UsageError(`There is no proof file (.json, .bin, .hex) in "${path}".`);
    for (const file of found) files.add(file);
  }
  return [...files];
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function filesIn(folder: string): string[] {
  const names = readdirSync(folder).sort(order.compare);
  return names.filter((name) => PROOF_FILE.test(name)).map((name) => join(folder, name));
}
