// Verdicts about proofs, for programs (docs/interfaces.md, "Verdicts, exit codes, JSON") and for people.
import { jsonInteger, toHex } from "@assay/core/hex";
import type { InputError } from "@assay/core/inputError";
import type { ProofVerdict } from "@assay/verifiers/verifyProof";
import type { Colours } from "./colours.ts";
import { duration, type Totals } from "./report.ts";

/** As `ProofVerdict`; the code may also be one of a file that could not be read. */
export interface FileVerdict extends Omit<ProofVerdict, "code" | "system"> {
  readonly code: string | null;
  readonly system: string | null;
  readonly ms: number;
}

/** A file that is no proof. */
export function brokenProof({ code, message, advice }: InputError, ms: number): FileVerdict {
  return {
    verdict: "incomplete",
    code,
    message,
    advice,
    system: null,
    version: null,
    selector: null,
    keySource: null,
    keyTested: null,
    deprecated: false,
    program: null,
    programId: null,
    programName: null,
    publicValues: null,
    values: [],
    gasUsed: null,
    ms,
  };
}

export function proofJson(file: string, verdict: FileVerdict): string {
  const { advice, publicValues, values, gasUsed, ms } = verdict;
  return JSON.stringify({
    v: 1,
    type: "proof",
    file,
    system: verdict.system,
    version: verdict.version,
    verdict: verdict.verdict,
    code: verdict.code,
    message: verdict.message,
    keySource: verdict.keySource,
    keyTested: verdict.keyTested,
    deprecated: verdict.deprecated,
    selector: verdict.selector,
    program: verdict.program,
    programId: verdict.programId,
    programName: verdict.programName,
    publicValues: publicValues && toHex(publicValues),
    values: Object.fromEntries(values),
    gasUsed: gasUsed === null ? null : jsonInteger(gasUsed),
    ms: Math.round(ms * 1000) / 1000,
    ...(advice === null ? {} : { advice }),
  });
}

const WIDTH = { verdict: 10, system: 18, version: 12, key: 9, time: 8, name: 20 } as const;
const KEY = { builtin: "built in", file: "file", contract: "contract" } as const;

function paint(verdict: FileVerdict["verdict"], colours: Colours): (text: string) => string {
  return { valid: colours.green, invalid: colours.red, incomplete: colours.yellow }[verdict];
}

/** Text that may come from a file, without what would steer a terminal. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/g, "�");
}

/** One line with what was verified, and below it what the proof says or why it says nothing. */
export function proofLines(file: string, verdict: FileVerdict, colours: Colours): string[] {
  const columns = [
    paint(verdict.verdict, colours)(verdict.verdict.padEnd(WIDTH.verdict)),
    (verdict.system ?? "–").padEnd(WIDTH.system),
    (verdict.version ?? "–").padEnd(WIDTH.version),
    (verdict.keySource ? KEY[verdict.keySource] : "–").padEnd(WIDTH.key),
    duration(verdict.ms).padStart(WIDTH.time),
    ` ${colours.dim(file)}`,
  ];
  const lines = [columns.join(" ")];
  if (verdict.code !== null) lines.push(`  ${colours.bold(verdict.code)}  ${visible(verdict.message ?? "")}`);
  const say = (name: string, value: string) => lines.push(`  ${name.padEnd(WIDTH.name)} ${visible(value)}`);
  if (verdict.programId !== null) {
    say("program", `${verdict.programName ?? "unknown"}  ${verdict.programId}`);
  }
  for (const [name, value] of verdict.values) say(name, value);
  if (verdict.values.length === 0 && verdict.publicValues && verdict.publicValues.length <= 64) {
    say("public values", toHex(verdict.publicValues));
  }
  if (verdict.gasUsed !== null) say("gas", verdict.gasUsed.toString());
  lines.push(...warnings(verdict).map((text) => colours.yellow(`  ! ${text}`)));
  if (verdict.advice !== null) lines.push(colours.dim(`  → ${verdict.advice}`));
  return lines;
}

/** What a reader of "valid" has to know. */
function warnings(verdict: FileVerdict): string[] {
  if (verdict.verdict !== "valid") return [];
  const found: string[] = [];
  if (verdict.keySource === "file")
    found.push("the key came from a file: whoever wrote it could prove anything with it");
  if (verdict.keySource === "contract")
    found.push("the verifier is the contract's: whoever deployed it decided what it accepts");
  if (verdict.keyTested === false)
    found.push("no test proof of this version was at hand: the key was never seen to accept one");
  if (verdict.deprecated) found.push("its makers call this version deprecated");
  if (verdict.program === "unknown") found.push("Assay does not know what this program proves");
  return found;
}

export function proofSummary(totals: Totals, colours: Colours): string {
  const counts = Object.entries(totals.counts).filter(([, count]) => count > 0);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  const parts = counts.map(([name, count]) => paint(name as FileVerdict["verdict"], colours)(`${count} ${name}`));
  return `\n${all} proof${all === 1 ? "" : "s"}: ${parts.join(", ")}  ${colours.dim(`(${duration(totals.ms)})`)}`;
}
