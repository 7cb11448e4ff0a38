// Logs on L1 that no portal and no system configuration writes: too few topics, damaged data, values out of range, other versions. What
// cannot be read changes nothing, and sequencer, derivation and program agree on what can.
import { fromHex } from "@assay/core/hex";
import type { Devnet } from "@assay/node/devnet/devnet";
import { emit } from "@assay/node/devnet/logEmitter";
import { afterEach, expect, it } from "vitest";
import { PORTAL, SYSTEM_CONFIG } from "../../packages/node/test/l1Events.ts";
import type { Log } from "../../packages/node/test/madeUpL1.ts";
import { Random, randomContents } from "../../packages/node/test/randomL1.ts";
import { makeChain } from "./chain.ts";
import { ClaimWorld } from "./claims.ts";
import { chainContents, derivationDifferences } from "./deriving.ts";

let stop: (() => Promise<void>) | null = null;

afterEach(async () => {
  await stop?.();
  stop = null;
});

function randomLogs(random: Random): readonly Log[] {
  return (randomContents(random).receipts ?? []).flatMap(({ logs }) => logs);
}

it.each([
  ["Ecotone to Granite", "logs 1", { regolith: 0n, canyon: 0n, delta: 0n, ecotone: 0n, fjord: 40n, granite: 80n }],
  ["Holocene to Jovian", "logs 2", { granite: 0n, holocene: 0n, isthmus: 50n, jovian: 90n }],
] as const)("%s", async (_name, seed, forks) => {
  const random = new Random(seed);
  let sent = 0;
  const beforeL1 = async (devnet: Devnet) => {
    const wallet = await devnet.wallet("logs");
    const places = new Map([
      [PORTAL, devnet.rollup.depositContractAddress],
      [SYSTEM_CONFIG, devnet.rollup.l1SystemConfigAddress],
    ]);
    for (const { address, topics, data } of [1, 2, 3].flatMap(() => randomLogs(random))) {
      const to = places.get(address);
      if (!to) continue;
      await wallet.send({ to, data: fromHex(emit(topics, data))!, gas: 300_000n });
      sent++;
    }
  };
  const { devnet } = await makeChain({ seed, forks, anyLogs: true, steps: 10, busy: 1, beforeL1 });
  const world = await ClaimWorld.open(devnet);
  stop = () => world.close();
  expect([sent > 15, chainContents(devnet).deposits > 0]).toEqual([true, true]);
  expect(await derivationDifferences(devnet)).toEqual([]);
  const outcome = await world.judge(world.boot({ agreed: 0n, claimed: devnet.engine.head.number }), 0n);
  expect({ verdict: outcome.verdict, message: outcome.message }).toEqual({ verdict: "valid", message: null });
});
