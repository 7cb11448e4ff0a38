// A client that is woken before its answer is there waits on.
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { newSharedBuffer, SharedServer } from "./sharedChannel.ts";

const BUILT = new URL("../../dist/client/sharedChannel.js", import.meta.url).href;
const CLIENT = `
  import { parentPort, workerData } from "node:worker_threads";
  import { SharedClient } from ${JSON.stringify(BUILT)};
  const client = new SharedClient(workerData, () => parentPort.postMessage("turn"));
  parentPort.postMessage({ answers: [1, 2, 3].map((i) => client.call(1, new Uint8Array(40).fill(i)).bytes) });
`;

test("a notify that comes late, for the turn before, is no answer", async () => {
  const shared = newSharedBuffer();
  const control = new Int32Array(shared, 0, 1);
  const server = new SharedServer(shared);
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(CLIENT)}`), { workerData: shared });
  const answers = await new Promise<Uint8Array[]>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("message", async (message: "turn" | { answers: Uint8Array[] }) => {
      if (message !== "turn") return resolve(message.answers);
      const request = server.take()!;
      for (let i = 0; i < 10; i++) {
        Atomics.notify(control, 0);
        await new Promise((later) => setTimeout(later, 5));
      }
      server.answer(
        request.bytes.map((byte) => byte + 100),
        false,
      );
    });
  });
  await worker.terminate();
  expect(answers.map((bytes) => [...new Set(bytes)])).toEqual([[101], [102], [103]]);
});
