// Deposits through a deployment of all contracts on a real L1, read by the core's derivation. What they become on L2 is
// compared with viem's own reading of the same logs.
import { kromaPortalAbi } from "@assay/contracts/abi/KromaPortal";
import { l1StandardBridgeAbi } from "@assay/contracts/abi/L1StandardBridge";
import { deploy } from "@assay/contracts/deployment";
import type { Addresses } from "@assay/contracts/deploymentPlan";
import { toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { buildL2Genesis } from "@assay/node/genesis";
import { anvilChainSpec } from "@assay/node/l1/anvilChain";
import { type L1Block, L1Client } from "@assay/node/l1/l1Client";
import { rollupPlan } from "@assay/node/rollupPlan";
import { derive } from "@assay/witness/derive";
import { type Hex, keccak256, parseEther } from "viem";
import { getL2TransactionHashes, parseTransaction } from "viem/op-stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { account, L1World, people } from "../../packages/contracts/test/l1World.ts";

const { deployer, batcher } = people;
const [alice, bob] = [account(41), account(42)] as const;
const WINDOW = 3n;
const TARGET: Hex = "0x00000000000000000000000000000000000000aa";

let l1: L1World;
let addresses: Addresses;

beforeAll(async () => {
  l1 = await L1World.start([deployer, alice, bob]);
  ({ addresses } = await deploy(l1.chain, l1.wallet(deployer), await l1.settings()));
});
afterAll(() => l1?.anvil.stop());

test("a deposit through the portal and one through the bridge are the derived block's transactions", async () => {
  const start = await l1.chain.getBlock();
  await l1.anvil.rpc.request("evm_setAutomine", [false]);
  const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n };
  const hashes = [
    await l1.wallet(alice).writeContract({
      ...fees,
      address: addresses.KromaPortal,
      abi: kromaPortalAbi,
      functionName: "depositTransaction",
      args: [TARGET, parseEther("1"), 100_000n, false, "0x123456"],
      value: parseEther("3"),
    }),
    await l1.wallet(bob).writeContract({
      ...fees,
      address: addresses.L1StandardBridge,
      abi: l1StandardBridgeAbi,
      functionName: "bridgeETHTo",
      args: [TARGET, 200_000, "0xabcd"],
      value: parseEther("2"),
    }),
  ];
  // L2's first block has the time of this L1 block, which becomes its origin; nobody posts batches until the window is over.
  for (let i = 1n; i <= WINDOW + 3n; i++) await l1.anvil.mine(start.timestamp + 2n * i);
  const receipts = await Promise.all(hashes.map((hash) => l1.chain.getTransactionReceipt({ hash })));
  expect(receipts.map(({ status, blockNumber }) => [status, blockNumber])).toEqual([
    ["success", start.number + 1n],
    ["success", start.number + 1n],
  ]);

  const client = new L1Client(l1.anvil.rpc);
  const blocks: L1Block[] = [];
  for (let number = start.number; ; number++) {
    const block = await client.block(number);
    if (!block) break;
    blocks.push(block);
  }
  const core = new Core(compileCore());
  const plan = rollupPlan({
    l1ChainId: 900n,
    l2ChainId: 901n,
    l1: { number: start.number, hash: start.hash },
    l2Time: start.timestamp,
    forkTimes: { regolith: 0n, canyon: 0n, delta: 0n, ecotone: 0n },
    batcherAddress: batcher.address.toLowerCase() as Hex,
    depositContractAddress: addresses.KromaPortal.toLowerCase() as Hex,
    l1SystemConfigAddress: addresses.SystemConfig.toLowerCase() as Hex,
    seqWindowSize: WINDOW,
  });
  const genesis = buildL2Genesis(plan, core);
  const derived = derive(core, {
    rollup: genesis.rollup,
    l1: blocks,
    l1BlobSchedule: anvilChainSpec(900n).blobSchedule,
    l1Head: blocks.at(-1)!.hash,
    firstL1: start.number,
    start: { hash: genesis.hash, header: genesis.header, transactions: [] },
    followers: [],
    target: 1n,
  });
  expect([derived.failure, derived.stop]).toEqual([null, "target"]);
  const [block] = derived.blocks;
  expect(block).toMatchObject({ number: 1n, userDeposits: 2, sequenceNumber: 0n });
  const deposits = block!.transactions.slice(-2).map((raw) => toHex(raw));
  expect(deposits.map((raw) => keccak256(raw))).toEqual(receipts.flatMap((receipt) => getL2TransactionHashes(receipt)));
  const [direct, bridged] = deposits.map((raw) => parseTransaction(raw as `0x7e${string}`));
  expect(direct).toMatchObject({
    from: alice.address.toLowerCase(),
    to: TARGET,
    mint: parseEther("3"),
    value: parseEther("1"),
    gas: 100_000n,
    data: "0x123456",
  });
  // A contract's address is aliased; the messenger carries the bridge's ETH.
  const alias = (BigInt(addresses.L1CrossDomainMessenger) + 0x1111000000000000000000000000000000001111n) % 2n ** 160n;
  expect(bridged).toMatchObject({
    from: `0x${alias.toString(16).padStart(40, "0")}`,
    to: "0x4200000000000000000000000000000000000007",
    mint: parseEther("2"),
    value: parseEther("2"),
  });
});
