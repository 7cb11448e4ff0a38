// A chain that goes through every fork from Ecotone to Jovian, with deposits, configuration updates and users' transactions of all
// types; shared by the tests of the chain and of its RPC.

import { networkByName } from "@assay/chain/networks";
import { l2ToL1MessagePasserAbi } from "@assay/contracts/abi/L2ToL1MessagePasser";
import type { Hex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { encodeFunctionData, getContractAddress } from "viem";
import { Engine, type EngineOptions } from "../src/engine.ts";
import { buildL2Genesis, type L2Genesis } from "../src/genesis.ts";
import { packedScalar } from "../src/l1Info.ts";
import type { L2Block } from "../src/l2Block.ts";
import { PREDEPLOY } from "../src/predeployAddresses.ts";
import { isActive } from "../src/rollupForks.ts";
import { type PlanInputs, rollupPlan } from "../src/rollupPlan.ts";
import { type RejectedTransaction, Sequencer } from "../src/sequencer.ts";
import { configLog, configWord, depositLog, PORTAL, SYSTEM_CONFIG } from "./l1Events.ts";
import { MadeUpL1 } from "./madeUpL1.ts";
import { User } from "./users.ts";

export const core = new Core(compileCore());
/** Its blob schedule is the made-up L1's. */
export const L1 = networkByName("hoodi")!;
export const TIME = 1_800_000_000n;
export const L2_CHAIN_ID = 4242n;
/** Signs on L1. */
export const BATCHER = new User("batcher", L1.chainId);
export const ETHER = 10n ** 18n;
/** Not one of the users: a deposit takes a nonce of its sender. */
const DEPOSITOR: Hex = `0x${"d0".repeat(20)}`;
const STRANGER: Hex = `0x${"77".repeat(20)}`;

/** runtime: sstore(calldata[0..32], calldata[32..64]), and a log of the value with the slot as its topic. */
const RUNTIME = "6020356000355560203560005260003560206000a100";
const CREATION: Hex = `0x60${(RUNTIME.length / 2).toString(16)}80600b6000396000f3${RUNTIME}`;

export function planFor(l1: MadeUpL1, inputs: Partial<PlanInputs> = {}) {
  return rollupPlan({
    l1ChainId: L1.chainId,
    l2ChainId: L2_CHAIN_ID,
    l1: { number: 0n, hash: l1.hashAt(0) },
    l2Time: TIME,
    forkTimes: { regolith: 0n, canyon: 0n, delta: 0n },
    batcherAddress: BATCHER.address,
    depositContractAddress: PORTAL,
    l1SystemConfigAddress: SYSTEM_CONFIG,
    maxSequencerDrift: 60n,
    ...inputs,
  });
}

/** A fork every ten seconds. */
export const FORK_TIMES = {
  regolith: 0n,
  canyon: 0n,
  delta: 0n,
  ecotone: TIME + 10n,
  fjord: TIME + 20n,
  granite: TIME + 30n,
  holocene: TIME + 40n,
  isthmus: TIME + 50n,
  jovian: TIME + 60n,
};

/** L1 with something of everything that L2 has to take over. */
function eventfulL1(): MadeUpL1 {
  const l1 = new MadeUpL1(TIME);
  const deposit = { from: DEPOSITOR, to: STRANGER, mint: ETHER, value: ETHER / 2n, gas: 100_000n, data: "0x" as Hex };
  const broken = depositLog(deposit);
  l1.add({
    receipts: [
      {
        logs: [
          depositLog(deposit),
          { ...broken, data: broken.data.subarray(0, -32) },
          depositLog({ ...deposit, mint: 0n }),
        ],
      },
      { logs: [], failed: true },
      { logs: [depositLog({ ...deposit, to: null, value: 0n, gas: 300_000n, data: CREATION })] },
      // More value than there is, and too little gas: they fail on L2 and change nothing but what they mint.
      { logs: [depositLog({ ...deposit, value: 10n ** 30n }), depositLog({ ...deposit, gas: 1000n })] },
    ],
  });
  l1.add({ receipts: [{ logs: [configLog(1, configWord(200), configWord(900_000))] }], excessBlobGas: 5_000_000n });
  l1.add({
    receipts: [
      { logs: [configLog(1, configWord(0), packedScalar(2000n, 600_000n)), configLog(2, configWord(25_000_000))] },
      { logs: [configLog(9, configWord(1)), configLog(0, configWord(1n << 200n))] },
    ],
    excessBlobGas: 60_000_000n,
  });
  // What a fork adds to L1's attributes is lost when it is said before the fork's first block: these come after.
  l1.add({ receipts: [{ logs: [configLog(4, configWord((100n << 32n) | 4n))] }] });
  l1.add({ receipts: [{ logs: [configLog(5, configWord((7n << 64n) | 5000n))] }] });
  l1.add({
    receipts: [
      { logs: [configLog(6, configWord(1_000_000)), depositLog({ ...deposit, data: "0x1234" })] },
      { logs: [configLog(7, configWord(300))] },
    ],
    excessBlobGas: 100_000_000n,
  });
  for (let i = 0; i < 6; i++) l1.add();
  return l1;
}

export interface Scenario {
  readonly l1: MadeUpL1;
  readonly genesis: L2Genesis;
  readonly engine: Engine;
  readonly sequencer: Sequencer;
  readonly alice: User;
  readonly bob: User;
  readonly rejected: RejectedTransaction[];
  /** The contract that Alice's first transaction makes. */
  readonly store: Hex;
}

export async function playScenario(blocks = 40, options: EngineOptions = {}): Promise<Scenario> {
  const alice = new User("Alice", L2_CHAIN_ID);
  const bob = new User("Bob", L2_CHAIN_ID);
  const l1 = eventfulL1();
  const genesis = buildL2Genesis(planFor(l1, { forkTimes: FORK_TIMES }), core, {
    funds: { [alice.address]: 100n * ETHER, [bob.address]: 100n * ETHER },
  });
  const engine = new Engine(genesis, options);
  const sequencer = new Sequencer(engine, l1, { l1BlobSchedule: L1.blobSchedule });
  const scenario = {
    l1,
    genesis,
    engine,
    sequencer,
    alice,
    bob,
    rejected: [] as RejectedTransaction[],
    store: storeOf(alice),
  };
  let waiting: Uint8Array[] = [];
  for (let i = 0; i < blocks; i++) {
    waiting.push(...(await transactionsOf(scenario, i)));
    const step = await sequencer.build(waiting);
    if (step.kind !== "built") throw new Error(`block ${i + 1}: ${JSON.stringify(step)}`);
    scenario.rejected.push(...step.rejected);
    waiting = [...step.postponed];
  }
  return scenario;
}

function storeOf(alice: User): Hex {
  return getContractAddress({ from: alice.address, nonce: 0n }).toLowerCase() as Hex;
}

async function transactionsOf(scenario: Scenario, i: number): Promise<Uint8Array[]> {
  const { alice, bob, engine, store } = scenario;
  const { rollup, head } = engine;
  const set = (slot: number, value: number) => `${configWord(slot)}${configWord(value).slice(2)}` as Hex;
  const list = [await bob.sign({ type: "legacy", to: STRANGER, value: BigInt(i) + 1n })];
  if (i === 0) list.push(await alice.sign({ data: CREATION, gas: 300_000n }));
  else {
    // Slots come and go: tries grow, and branches collapse again.
    list.push(await alice.sign({ to: store, data: set(i % 9, i % 4 === 3 ? 0 : i) }));
    list.push(
      await alice.sign({
        type: "eip2930",
        to: store,
        data: set((i * 7) % 9, 0),
        accessList: [{ address: store, storageKeys: [configWord(1)] }],
      }),
    );
  }
  if (i % 5 === 2) {
    const args = [STRANGER, 21_000n, `0x${"ab".repeat(i)}` as Hex] as const;
    const data = encodeFunctionData({ abi: l2ToL1MessagePasserAbi, functionName: "initiateWithdrawal", args });
    list.push(await bob.sign({ to: PREDEPLOY.l2ToL1MessagePasser, value: 1000n, data, gas: 200_000n }));
  }
  if (isActive(rollup, "isthmus", head.timestamp) && i % 3 === 0) {
    const authorization = await bob.account.signAuthorization({
      chainId: Number(rollup.l2ChainId),
      address: store,
      nonce: bob.nonce + 1,
    });
    const request = {
      type: "eip7702",
      to: bob.address,
      data: set(1, i),
      authorizationList: [authorization],
      gas: 200_000n,
    };
    list.push(await bob.sign({ maxFeePerGas: 3_000_000_000n, maxPriorityFeePerGas: 1n, ...request }));
    bob.nonce++;
  }
  if (i % 11 === 7) {
    const { nonce } = alice;
    alice.nonce += 5;
    list.push(await alice.sign({ to: STRANGER }));
    alice.nonce = nonce;
  }
  return list;
}

export function chainOf(engine: Engine): L2Block[] {
  const blocks: L2Block[] = [];
  for (let number = engine.genesis.number + 1n; number <= engine.head.number; number++)
    blocks.push(engine.blockAt(number)!);
  return blocks;
}
