// The JSON-RPC client by itself: batches, limits, and what it never says.
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { failureOf, startWorld, TEST_LIMITS } from "../../test/hostWorld.ts";
import { JsonRpc } from "./jsonRpc.ts";
import { pauseMs } from "./limits.ts";

const world = await startWorld();
afterAll(() => world.stop());
const { l1 } = world.nodes;
const address = world.addresses.l1;
const hashes = world.l1Blocks.map(({ hash }) => hash);
const header = (rpc: JsonRpc, hash: string) => rpc.request("debug_getRawHeader", [hash]);

beforeEach(() => {
  l1.mood = () => null;
  l1.batches = true;
  l1.requests = 0;
});

test("requests of one moment are one batch, answers in any order", async () => {
  const rpc = new JsonRpc("L1 node", address, TEST_LIMITS);
  const answers = await Promise.all(hashes.map((hash) => header(rpc, hash)));
  expect(l1.requests).toBe(1);
  expect(new Set(answers).size).toBe(hashes.length);
  expect(answers[3]).toBe(await header(rpc, hashes[3]!));
});

test("batches are no larger than the limit, and one by one where the node takes none", async () => {
  const small = new JsonRpc("L1 node", address, { ...TEST_LIMITS, maxBatch: 5 });
  await Promise.all(hashes.map((hash) => header(small, hash)));
  expect(l1.requests).toBe(Math.ceil(hashes.length / 5));
  l1.batches = false;
  l1.requests = 0;
  const rpc = new JsonRpc("L1 node", address, TEST_LIMITS);
  await Promise.all(hashes.map((hash) => header(rpc, hash)));
  expect(l1.requests).toBe(1 + hashes.length);
});

test("one answer of a batch fails, the others do not", async () => {
  const rpc = new JsonRpc("L1 node", address, TEST_LIMITS);
  const [good, bad] = await Promise.allSettled([header(rpc, hashes[0]!), rpc.request("eth_nonsense", [])]);
  expect([good.status, bad.status]).toEqual(["fulfilled", "rejected"]);
});

test("not more requests a second than allowed", async () => {
  const rpc = new JsonRpc("L1 node", address, { ...TEST_LIMITS, requestsPerSecond: 20, maxBatch: 1 });
  const start = performance.now();
  await Promise.all(hashes.slice(0, 6).map((hash) => header(rpc, hash)));
  expect(performance.now() - start).toBeGreaterThan(230);
});

test("a key in the address is never said", async () => {
  l1.mood = () => "die";
  const secret = address.replace("http://", "http://user:s3cret@");
  for (const keyed of [`${address}/v2/s3cret`, `${address}/?key=s3cret`, secret]) {
    const failure = await failureOf(header(new JsonRpc("L1 node", keyed, TEST_LIMITS), hashes[0]!));
    expect(failure).toMatch(/^NODE_UNREACHABLE/);
    expect(failure).not.toContain("s3cret");
  }
});

test("a name and a password in the address are used", async () => {
  const rpc = new JsonRpc("L1 node", address.replace("http://", "http://user:s%40cret@"), TEST_LIMITS);
  await header(rpc, hashes[0]!);
  expect(l1.authorization).toBe(`Basic ${Buffer.from("user:s@cret").toString("base64")}`);
});

test("an address that is none", () => {
  for (const wrong of ["", "nowhere", "file:///etc/passwd", "ws://127.0.0.1"]) {
    expect(() => new JsonRpc("L1 node", wrong)).toThrow(expect.objectContaining({ code: "NODE_UNREACHABLE" }));
  }
});

test("pauses grow, differ, and end at the longest", () => {
  const limits = { ...TEST_LIMITS, firstPauseMs: 100, lastPauseMs: 1000 };
  for (let attempt = 0; attempt < 8; attempt++) {
    const ceiling = Math.min(1000, 100 * 2 ** attempt);
    const pauses = Array.from({ length: 20 }, () => pauseMs(limits, attempt, null));
    for (const pause of pauses) expect(pause >= ceiling / 2 && pause <= ceiling).toBe(true);
    expect(new Set(pauses).size).toBeGreaterThan(1);
  }
  expect(pauseMs(limits, 0, 700)).toBe(700);
  expect(pauseMs(limits, 0, 60_000)).toBe(1000);
});

test("closed, nothing is under way and nothing begins", async () => {
  l1.mood = () => "hang";
  const rpc = new JsonRpc("L1 node", address, TEST_LIMITS);
  const hanging = failureOf(header(rpc, hashes[0]!));
  await vi.waitFor(() => expect(l1.requests).toBe(1));
  const start = performance.now();
  rpc.close();
  expect(await hanging).toMatch(/^NODE_UNREACHABLE .*given up here/);
  l1.mood = () => "limit";
  expect(await failureOf(header(rpc, hashes[0]!))).toMatch(/^NODE_UNREACHABLE .*given up here/);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(l1.requests).toBe(1);
});
