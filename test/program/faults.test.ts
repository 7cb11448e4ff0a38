// Nodes that fail in the middle of a whole run of the program: what passes is survived, what lasts ends as `incomplete` with the node's
// name, and no fault ever makes a verdict out of a claim that is the other way round. More of it: `npm run fuzz:nodes`.
import { NODE_LIMITS } from "@assay/program/limits";
import type { ClaimOutcome } from "@assay/program/runClaim";
import { MemoryStore } from "@assay/program/store";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fault } from "../../packages/program/test/replayServer.ts";
import { FaultWorld, faultFrom, LIMITS, NODES, type NodeName } from "./faultWorld.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await FaultWorld.start("faults");
});
afterAll(() => world?.stop());
beforeEach(() => world.calm());

/** A request in the middle of an undisturbed run. */
const middle = (name: NodeName) => Math.max(2, Math.ceil(world.requests[name] / 2));

test.each([
  ["l1", "die"],
  ["l1", "busy"],
  ["beacon", "limit"],
  ["l2", "hang"],
  ["l2", "none"],
] as [NodeName, Fault][])("%s: %s for two requests in the middle, and the run goes on", async (name, fault) => {
  const proxy = world.proxies[name];
  proxy.mood = faultFrom(fault, middle(name), 2);
  const outcome = await world.judge({ limits: { ...LIMITS, timeoutMs: 400 } });
  expect(proxy.faults).toBeGreaterThan(0);
  expect([outcome.verdict, outcome.message]).toEqual(["valid", null]);
});

describe("from the middle on: could not tell, and who is to blame", () => {
  test.each([
    ["l1", "lie", "NODE_LIED"],
    ["l1", "garbage", "NODE_RESPONSE_BROKEN"],
    ["beacon", "lie", "NODE_LIED"],
    ["beacon", "die", "NODE_UNREACHABLE"],
    ["l2", "limit", "NODE_ERROR"],
    ["l2", "lie", "NODE_LIED"],
  ] as [NodeName, Fault, string][])("%s: %s", async (name, fault, code) => {
    world.proxies[name].mood = faultFrom(fault, middle(name));
    const lie = name === "l2";
    const outcome = await world.judge({ lie });
    // What was asked ahead may be enough for the rest: then the verdict is the right one.
    if (outcome.verdict !== "incomplete") return expect(outcome.verdict).toBe(lie ? "invalid" : "valid");
    expect(outcome.code).toBe(code);
    expect(outcome.message).toContain(new URL(world.address(name)).host);
  });
});

test.each(NODES)("%s down from the start", async (name) => {
  world.proxies[name].mood = () => "die";
  const outcome = await world.judge();
  expect([outcome.verdict, outcome.code]).toEqual(["incomplete", "NODE_UNREACHABLE"]);
  expect(outcome.message).toContain(new URL(world.address(name)).host);
});

test("methods that a node lacks are named", async () => {
  world.proxies.l1.mood = () => "missing";
  const { code, message } = await world.judge();
  expect(code).toBe("NODE_ERROR");
  expect(message).toMatch(/\(tried debug_getRawHeader, eth_getBlockByHash\)/);
});

test("a node that never answers is given up in bounded time", async () => {
  world.proxies.l2.mood = () => "hang";
  const started = performance.now();
  const outcome = await world.judge({ limits: { ...LIMITS, timeoutMs: 200, attempts: 2 } });
  expect([outcome.verdict, outcome.code]).toEqual(["incomplete", "NODE_UNREACHABLE"]);
  expect(outcome.message).toMatch(/no answer within 200 ms/);
  expect(performance.now() - started).toBeLessThan(5000);
});

test("interrupted again and again, a run ends where it would have, and a full store asks for nothing", async () => {
  const data = new MemoryStore();
  let outcome: ClaimOutcome | null = null;
  let rounds = 0;
  for (const name of NODES) world.proxies[name].delayMs = 4;
  while (outcome?.verdict !== "valid") {
    expect(rounds++).toBeLessThan(40);
    const stop = new AbortController();
    const before = data.size;
    // As soon as there is something new.
    const timer = setInterval(() => data.size > before + 80 && stop.abort(), 2);
    outcome = await world.judge({ data, signal: stop.signal });
    clearInterval(timer);
    if (outcome.verdict !== "valid") expect(outcome.code).toBe("INTERRUPTED");
  }
  expect(rounds).toBeGreaterThan(2);
  const again = await world.judge({ data });
  expect([again.verdict, again.roundTrips]).toEqual(["valid", { l1: 0, beacon: 0, l2: 0 }]);
});

test("20 ms to every node: few enough round trips for a run of seconds", async () => {
  for (const name of NODES) world.proxies[name].delayMs = 20;
  const outcome = await world.judge({ limits: NODE_LIMITS });
  expect(outcome.verdict).toBe("valid");
  const { l1, beacon, l2 } = outcome.roundTrips;
  expect(l2).toBeLessThan(2 * world.blocks + 12);
  expect(l1).toBeLessThan(30);
  expect(beacon).toBeLessThan(12);
});
