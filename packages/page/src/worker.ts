// The worker: the core's bytes come first, then questions.
import { Core } from "@assay/core/instance";
import { judge } from "./judge.ts";
import type { Answer, Question } from "./report.ts";

const send = (answer: Answer) => self.postMessage(answer);

let core: Promise<Core> | null = null;
/** One question after another: they share the core's memory. */
let queue: Promise<void> = Promise.resolve();

async function answer(question: Question): Promise<void> {
  try {
    if (core) await judge(question, await core, send);
  } catch (error) {
    send({ id: question.id, kind: "crash", message: (error as Error).message });
  }
  send({ id: question.id, kind: "done" });
}

self.onmessage = ({ data }: MessageEvent<ArrayBuffer | Question>) => {
  if (data instanceof ArrayBuffer) core = WebAssembly.compile(data).then((module) => new Core(module));
  else queue = queue.then(() => answer(data));
};
