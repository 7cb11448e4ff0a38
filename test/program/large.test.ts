// Frames and blobs as large as they may be: a channel of incompressible data over several full ones.
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { type BatcherPolicy, BLOB_FRAME_BYTES, CALLDATA_FRAME_BYTES } from "@assay/node/batcher/batcher";
import { Devnet } from "@assay/node/devnet/devnet";
import { parseTransaction } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, expect, it } from "vitest";
import { postEverything } from "./chain.ts";
import { ClaimWorld } from "./claims.ts";
import { derivationDifferences, l1Chain } from "./deriving.ts";
import { Dice } from "./traffic.ts";

const FORKS = { regolith: 0n, canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n, holocene: 0n, isthmus: 0n };
const DATA_BYTES = 60_000;

let stop: (() => Promise<void>) | null = null;

afterEach(async () => {
  await stop?.();
  stop = null;
});

const policies: readonly (readonly [string, Partial<BatcherPolicy>])[] = [
  ["calldata", { carrier: "calldata", frameBytes: CALLDATA_FRAME_BYTES }],
  ["blobs", { carrier: "blobs", frameBytes: BLOB_FRAME_BYTES }],
];

it.each(policies)("a channel over several full ones: %s", async (name, policy) => {
  const dice = new Dice(`large ${name}`);
  const user = privateKeyToAccount(toHex(dice.bytes(32)));
  const funds = { [user.address.toLowerCase() as Hex]: 10n ** 24n };
  const span = { batches: "span", compression: "brotli", blocksPerChannel: 6 } as const;
  const devnet = await Devnet.start({ seed: name, forks: FORKS, policy: { ...span, ...policy }, genesis: { funds } });
  const world = await ClaimWorld.open(devnet);
  stop = () => world.close();
  let nonce = 0;
  await devnet.step(async () => {
    const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 0n, gas: 3_000_000n };
    const to = user.address;
    const data = toHex(dice.bytes(DATA_BYTES));
    return [fromHex(await user.signTransaction({ type: "eip1559", chainId: 901, nonce: nonce++, to, data, ...fees }))!];
  });
  await postEverything(devnet);
  const inbox = devnet.rollup.batchInboxAddress;
  const posted = (await l1Chain(devnet)).flatMap((block) =>
    block.transactions.map((bytes) => parseTransaction(toHex(bytes))),
  );
  const carried = posted
    .filter(({ to }) => to === inbox)
    .flatMap(({ data, blobVersionedHashes }): readonly unknown[] => blobVersionedHashes ?? [data]);
  expect(carried.length).toBeGreaterThanOrEqual(3);
  expect(await derivationDifferences(devnet)).toEqual([]);
  const l1Head = await devnet.l1Head();
  const boot = world.boot({ agreed: 0n, claimed: devnet.engine.head.number, l1Head });
  const outcome = await world.judge(boot, 0n);
  expect({ verdict: outcome.verdict, message: outcome.message }).toEqual({ verdict: "valid", message: null });
});
