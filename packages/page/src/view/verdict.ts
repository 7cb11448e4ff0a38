// The verdict on a block or a proof: the first thing that a person looks for.
import type { Verdict } from "@assay/witness/verdict";
import type { ProofReport } from "../report.ts";
import { count, milliseconds } from "./amounts.ts";
import { element, facts } from "./element.ts";

const CLAIM: Record<string, string> = {
  file: "the hash that the file states",
  self: "none: the block was only held against itself",
  option: "the hash that was given",
  node: "the node's hash",
};

function banner(
  word: string,
  ms: number,
  what: string,
  lines: readonly (string | null)[],
  list: HTMLElement,
): HTMLElement {
  return element(
    "section",
    { class: `card verdict ${word}`, "data-verdict": word, "data-ms": String(ms) },
    element("div", {}, element("span", { class: "word" }, word), ` ${what}`),
    ...lines.filter((line) => line !== null).map((line) => element("div", {}, line)),
    list,
  );
}

export function blockVerdict(name: string, verdict: Verdict): HTMLElement {
  const { chain, number, fork, code, message, advice, explanation } = verdict;
  const block = number === null ? name : `${chain ?? "chain"} block ${count(number)}`;
  return banner(
    verdict.verdict,
    verdict.ms,
    block,
    [code === null ? null : `${code}: ${message}`, advice, ...explanation],
    facts([
      ["File", name],
      ["Fork", fork],
      ["Block hash", verdict.blockHash],
      ["Held against", verdict.claim && (CLAIM[verdict.claim] ?? verdict.claim)],
      ["State root", verdict.stateRoot],
      ["Receipts root", verdict.receiptsRoot],
      ["Transactions", verdict.txs === null ? null : count(verdict.txs)],
      ["Gas used", verdict.gasUsed === null ? null : count(verdict.gasUsed)],
      ["Time", milliseconds(verdict.ms)],
    ]),
  );
}

export function proofVerdict(report: ProofReport): HTMLElement {
  const { code, message, advice } = report;
  return banner(
    report.verdict,
    report.ms,
    report.file,
    [code === null ? null : `${code}: ${message}`, advice],
    facts([...report.facts, ["Time", milliseconds(report.ms)]]),
  );
}
