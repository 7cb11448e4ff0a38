// The page: takes files, asks the worker, draws its answers.
import { NETWORKS } from "@assay/chain/networks";
import coreUrl from "../../core/build/core.wasm.wasm?url&inline";
import type { Answer, DroppedFile, Question } from "./report.ts";
import { element } from "./view/element.ts";
import { phaseBar } from "./view/phases.ts";
import { triePicture } from "./view/sunburst.ts";
import { accountTable, transactionTable } from "./view/tables.ts";
import { blockVerdict, proofVerdict } from "./view/verdict.ts";
import JudgeWorker from "./worker.ts?worker&inline";

function byId<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found as T;
}

const drop = byId<HTMLLabelElement>("drop");
const input = byId<HTMLInputElement>("files");
const chain = byId<HTMLSelectElement>("chain");
const answer = byId<HTMLElement>("answer");

chain.append(
  element("option", { value: "" }, "as the file says"),
  ...NETWORKS.map(({ name }) => element("option", { value: name }, name)),
);

let worker: Worker | null = null;
let current = 0;
let names = "";

/** The core is in the page itself, so that the page works from a disk and without a network. */
async function coreBytes(): Promise<ArrayBuffer> {
  return (await fetch(coreUrl)).arrayBuffer();
}

async function theWorker(): Promise<Worker> {
  if (worker) return worker;
  const made = new JudgeWorker();
  worker = made;
  made.onmessage = ({ data }: MessageEvent<Answer>) => draw(data);
  made.onerror = (event) => {
    draw({ id: current, kind: "crash", message: event.message });
    worker = null;
  };
  const bytes = await coreBytes();
  made.postMessage(bytes, [bytes]);
  return made;
}

async function ask(files: readonly File[]): Promise<void> {
  const id = ++current;
  names = files.map(({ name }) => name).join(" and ");
  answer.replaceChildren(element("p", { class: "soft" }, `Checking ${names} …`), element("progress"));
  try {
    const dropped: DroppedFile[] = await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: await file.arrayBuffer() })),
    );
    const question: Question = { id, files: dropped, chain: chain.value };
    (await theWorker()).postMessage(
      question,
      dropped.map(({ bytes }) => bytes),
    );
  } catch (error) {
    draw({ id, kind: "crash", message: (error as Error).message });
  }
}

function draw(answered: Answer): void {
  // An answer to a question that nobody waits for any more.
  if (answered.id !== current) return;
  switch (answered.kind) {
    case "block":
      answer.replaceChildren(blockVerdict(names, answered.verdict));
      if (answered.verdict.blocks > 0) answer.append(phaseBar(answered.verdict.phases));
      break;
    case "details": {
      const { details } = answered;
      const trie = triePicture(details);
      if (trie) answer.append(trie);
      answer.append(transactionTable(details.transactions), accountTable(details.accounts));
      break;
    }
    case "proof":
      answer.replaceChildren(proofVerdict(answered.report));
      break;
    case "crash":
      answer.replaceChildren(
        element("section", { class: "card" }, element("strong", {}, "This should not happen: "), answered.message),
      );
      break;
    case "done":
      answer.dataset["done"] = String(answered.id);
  }
}

input.addEventListener("change", () => {
  if (input.files && input.files.length > 0) void ask([...input.files]);
  input.value = "";
});
drop.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") input.click();
});
// The whole page takes files: a browser would otherwise leave it to show a file that misses the box.
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length > 0) void ask(files);
});
