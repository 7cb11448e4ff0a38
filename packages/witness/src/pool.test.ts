import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileCore } from "@assay/core/wasmFile";
import { afterEach, describe, expect, test } from "vitest";
import { fixturePath, temporaryFolder } from "../test/blocks.ts";
import { type PoolOptions, VerifierPool } from "./pool.ts";

const folder = temporaryFolder();
const module = compileCore();
const pools: VerifierPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function pool(options: Partial<PoolOptions> = {}): VerifierPool {
  const made = new VerifierPool({ module, workers: 2, ...options });
  pools.push(made);
  return made;
}

/** A worker that does what the name of the job's file says. */
function worker(name: string, body: string): URL {
  const file = join(folder.path, `${name}.mjs`);
  writeFileSync(
    file,
    `import { parentPort } from "node:worker_threads";
     parentPort.on("message", ({ id, path }) => {
       const answer = () => parentPort.postMessage({ id, verdict: { verdict: "valid", path } });
       ${body}
     });`,
  );
  return pathToFileURL(file);
}

test("real blocks, each with its own verdict", async () => {
  const names = ["mainnet-1", "mainnet-1149999", "mainnet-2463000", "mainnet-2675000"];
  const verdicts = await Promise.all(names.map((name) => pool().verify(fixturePath(name))));
  expect(verdicts.map(({ verdict, number }) => [verdict, `mainnet-${number}`])).toEqual(
    names.map((name) => ["valid", name]),
  );
});

test("options reach the worker; what is wrong with a file is its verdict", async () => {
  const one = pool();
  const hash = `0x${"12".repeat(32)}` as const;
  expect(await one.verify(fixturePath("mainnet-1"), { hash })).toMatchObject({ verdict: "invalid", claim: "option" });
  expect(await one.verify("/nowhere.json")).toMatchObject({ verdict: "incomplete", code: "FILE_NOT_FOUND" });
  expect(await one.verify(fixturePath("mainnet-1"))).toMatchObject({ verdict: "valid" });
});

describe("workers that fail", () => {
  test("a crash is one incomplete job; the others are done by a new worker", async () => {
    const workerFile = worker("crash", `if (path === "crash") throw new Error("boom"); answer();`);
    const one = pool({ workerFile, workers: 1 });
    const verdicts = await Promise.all(["a", "crash", "b", "crash", "c"].map((path) => one.verify(path)));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["valid", "incomplete", "valid", "incomplete", "valid"]);
    expect(verdicts[1]).toMatchObject({ code: "WORKER_CRASHED", message: expect.stringContaining("boom") });
    expect(verdicts[1]?.advice).toMatch(/--jobs 1/);
  });

  test("a worker that just ends", async () => {
    const one = pool({ workerFile: worker("exit", `if (path === "exit") process.exit(0); answer();`) });
    expect(await one.verify("exit")).toMatchObject({ verdict: "incomplete", code: "WORKER_CRASHED" });
    expect(await one.verify("next")).toMatchObject({ verdict: "valid" });
  });

  test("a worker that does not even start", async () => {
    const workerFile = pathToFileURL(join(folder.path, "not-there.mjs"));
    expect(await pool({ workerFile }).verify("x")).toMatchObject({ code: "WORKER_CRASHED" });
  });

  test("an endless job is given up, and the worker replaced", async () => {
    const workerFile = worker("endless", `if (path === "endless") for (;;); answer();`);
    const one = pool({ workerFile, workers: 1, timeoutSeconds: 0.3 });
    const [endless, next] = await Promise.all([one.verify("endless"), one.verify("next")]);
    expect(endless).toMatchObject({ verdict: "incomplete", code: "WORKER_TIMEOUT" });
    expect(endless.ms).toBeGreaterThan(250);
    expect(next).toMatchObject({ verdict: "valid" });
  });
});

test("the queue is bounded: more jobs wait before they are taken", async () => {
  const seen: string[] = [];
  const workerFile = worker("slow", "setTimeout(answer, 20);");
  const one = pool({ workerFile, workers: 1, queueLimit: 2 });
  const jobs = Array.from({ length: 8 }, (_, i) => one.verify(`${i}`).then(() => seen.push(`${i}`)));
  await Promise.all(jobs);
  expect(seen).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
});

test("a closed pool answers what it still has", async () => {
  const one = pool({ workerFile: worker("hang", "setTimeout(answer, 60_000);"), workers: 1 });
  const jobs = [one.verify("a"), one.verify("b")];
  await one.close();
  for (const job of jobs) expect(await job).toMatchObject({ verdict: "incomplete", code: "WORKER_CRASHED" });
  await expect(one.verify("c")).rejects.toThrow(/closed/);
});
