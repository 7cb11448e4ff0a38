// The recorded claims on the fault-proof machine, by the command line alone, as in a dispute: the guest from its executable, `assay host` as
// its host, no node. `npm run test:dispute` checks more steps.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guestManifest } from "@assay/machine/guests";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Dispute, recordedSource, witnessOf } from "./dispute.ts";
import { type CheckedStep, checkedStep } from "./stepProofs.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-dispute-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EVERY = 25_000_000;
/** Steps in front of a read of a preimage that its hint is in. */
const BEFORE = 400;
const BEHIND = 100;
const [READ, WRITE] = [63, 64];
const [HINT_ANSWER, HINT, PREIMAGE, KEY] = [3, 4, 5, 6];

/** Proves all steps around the first read of a preimage of a type, from a state shortly before, and takes them on the slow machine. */
async function stepsAround(dispute: Dispute, type: string): Promise<CheckedStep[]> {
  const quiet = ["--info-at", "never"];
  const { step } = await dispute.stateAfter([...quiet, "--stop-at-preimage-type", type]);
  const start = dispute.at("start.bin");
  await dispute.run([...quiet, "--stop-at", `=${step - BEFORE}`, "--output", start]);
  const proofs = ["--proof-at", "always", "--proof-fmt", dispute.at("near-%d.json.gz")];
  const end = step + BEHIND;
  const last = await dispute.stateAfter([...quiet, ...proofs, "--stop-at", `=${end}`], { input: start });
  const steps = Array.from({ length: end - (step - BEFORE) }, (_, i) =>
    checkedStep(dispute.at(`near-${step - BEFORE + i}.json.gz`)),
  );
  // Each begins where the one before it has ended.
  expect(steps.slice(1).map(({ pre }) => pre)).toEqual(steps.slice(0, -1).map(({ post }) => post));
  expect([steps[0]!.pre, steps.at(-1)!.post]).toEqual([(await witnessOf(start)).stateHash, last.stateHash]);
  return steps;
}

// Hundreds of millions of steps, beside whatever else the machine has to do.
vi.setConfig({ testTimeout: 240_000 });

describe.each([
  // The last snapshot, and preimages with which a hint comes.
  ["calldata", 200_000_000, "keccak", 2],
  ["blobs", 400_000_000, "sha256", 4],
] as const)("%s", (name, snapshot, type, typeNumber) => {
  let dispute: Dispute;
  beforeAll(async () => {
    dispute = await Dispute.open(join(folder, name), recordedSource(name));
  });

  test("the prestate is the one that a game is deployed with", async () => {
    const row = guestManifest().guests.find((guest) => guest.name === "rollup-rv64")!;
    expect((await witnessOf(dispute.prestate)).stateHash).toBe(row.prestate);
  });

  test("a right claim: 0; steps along the way proven; the same end from a snapshot", async () => {
    const snapshots = ["--snapshot-at", `=${snapshot}`, "--snapshot-fmt", dispute.at("%d.bin")];
    const proofs = ["--proof-at", `%${EVERY}`, "--proof-fmt", dispute.at("proof-%d.json.gz")];
    const end = await dispute.stateAfter([...snapshots, ...proofs]);
    expect([end.exited, end.exitCode, end.stateHash.slice(0, 4)]).toEqual([true, 0, "0x00"]);
    expect(end.step).toBeGreaterThan(snapshot);
    for (let step = 0; step < end.step; step += EVERY) {
      expect(checkedStep(dispute.at(`proof-${step}.json.gz`)).step).toBe(step);
    }
    const again = await dispute.stateAfter([], { input: dispute.at(`${snapshot}.bin`) });
    expect(again).toEqual(end);
  });

  test("a wrong claim: 1", async () => {
    const { exited, exitCode, stateHash } = await dispute.stateAfter([], { lie: true });
    expect([exited, exitCode, stateHash.slice(0, 4)]).toEqual([true, 1, "0x01"]);
  });

  test(`every step around the first preimage of type ${type}, and its hint`, async () => {
    const steps = await stepsAround(dispute, type);
    const calls = steps.flatMap(({ call }) => call ?? []);
    for (const [number, descriptor] of [
      [WRITE, HINT],
      [READ, HINT_ANSWER],
      [WRITE, KEY],
      [READ, PREIMAGE],
    ]) {
      expect(calls).toContain(`${number} ${descriptor}`);
    }
    expect(steps.map(({ preimageType }) => preimageType)).toContain(typeNumber);
  });
});
