// From dropped files to answers. Runs in the worker; knows no page.
import { networkByName } from "@assay/chain/networks";
import { InputError } from "@assay/core/inputError";
import { type Core, OUTPUT } from "@assay/core/instance";
import type { Proof } from "@assay/verifiers/proof";
import { readProof } from "@assay/verifiers/proofFile";
import { type BlockInput, prepareInput } from "@assay/witness/blockInput";
import { type Content, readContent } from "@assay/witness/fileContent";
import { type InputOptions, joinPair } from "@assay/witness/jsonInput";
import { incompleteVerdict } from "@assay/witness/verdict";
import { verifyPrepared } from "@assay/witness/verifyBlock";
import { blockDetails } from "./blockDetails.ts";
import { judgeProof } from "./judgeProof.ts";
import type { Answer, Question } from "./report.ts";
import { unpack } from "./unpack.ts";

type Send = (answer: Answer) => void;

interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

async function timed<T>(work: () => T | Promise<T>): Promise<Timed<T>> {
  const started = performance.now();
  const value = await work();
  return { value, ms: performance.now() - started };
}

/** @throws InputError */
function inputOf(contents: readonly Content[], options: InputOptions): BlockInput {
  const whole = contents.find((content) => content.kind === "input");
  if (whole && contents.length === 1) return whole.input;
  const block = contents.find((content) => content.kind === "block");
  const witness = contents.find((content) => content.kind === "witness");
  if (contents.length === 2 && block && witness) {
    return joinPair(block.half, witness.half, options);
  }
  if (contents.length === 1) {
    const only = contents[0]!.kind;
    throw new InputError("PAIR_MISSING", `the file holds a ${only} alone`, {
      advice: `Drop it together with its ${only === "block" ? "witness" : "block"}.`,
    });
  }
  throw new InputError("FORMAT_UNKNOWN", "these files are no block and its witness", {
    advice: "Drop one file that holds both, or a block together with its witness.",
  });
}

/** The proof in the bytes; null when they are none. A block that is broken is not taken for a broken proof. */
function proofIn(bytes: Uint8Array): Proof | null {
  try {
    return readProof(bytes);
  } catch (error) {
    if (error instanceof InputError && (error.code === "FORMAT_UNKNOWN" || error.code === "FILE_TOO_LARGE"))
      return null;
    throw error;
  }
}

/** Every file is a block, a witness, or both, until nothing else is left but a proof. @throws InputError */
function contentOf(bytes: Uint8Array, options: InputOptions): Content | Proof {
  if (bytes.length === 0) throw new InputError("FORMAT_UNKNOWN", "the file is empty");
  let content: Content;
  try {
    content = readContent(bytes, options);
  } catch (error) {
    const proof = error instanceof InputError ? proofIn(bytes) : null;
    if (proof === null) throw error;
    return proof;
  }
  return content.kind === "block" ? (proofIn(bytes) ?? content) : content;
}

function isProof(content: Content | Proof): content is Proof {
  return "system" in content;
}

/** Judges one question. Whatever is wrong with the files is an answer; only bugs are thrown. */
export async function judge(question: Question, core: Core, send: Send): Promise<void> {
  const { id } = question;
  const started = performance.now();
  try {
    const options: InputOptions = question.chain === "" ? {} : { chain: networkByName(question.chain) };
    const unzip = await timed(() => Promise.all(question.files.map((file) => unpack(new Uint8Array(file.bytes)))));
    const parse = await timed(() => unzip.value.map((bytes) => contentOf(bytes, options)));
    const proof = parse.value.find(isProof);
    if (proof && parse.value.length === 1) {
      send({ id, kind: "proof", report: judgeProof(core, question.files[0]?.name ?? "", proof, started) });
      return;
    }
    const input = inputOf(
      parse.value.filter((content) => !isProof(content)),
      options,
    );
    const prepared = prepareInput(input);
    const verdict = await verifyPrepared(prepared, core, { core }, started, { unzip: unzip.ms, parse: parse.ms });
    send({ id, kind: "block", verdict });
    const { result } = core.verify(
      prepared.length,
      (memory) => prepared.write(memory),
      OUTPUT.receipts | OUTPUT.changes | OUTPUT.touchedKeys,
    );
    if (result && result.summaries.length > 0)
      send({ id, kind: "details", details: await blockDetails(input, result) });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    send({ id, kind: "block", verdict: incompleteVerdict(error, { ms: performance.now() - started }) });
  }
}
