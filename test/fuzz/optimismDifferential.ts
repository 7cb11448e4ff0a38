// Random OP Stack blocks of every fork through @ethereumjs/vm with the OP Stack's rules on top (bench/ethereumjs/optimismBlock.ts,
// written from the specifications), and through the core: from payload attributes, and as a full block.
import { toHex } from "@assay/core/hex";
import { Core, OUTPUT, type Outcome } from "@assay/core/instance";
import { type CoreVariant, compileCore } from "@assay/core/wasmFile";
import { type BlockInput, encodeInput } from "@assay/witness/blockInput";
import { bigIntToBytes, createAddressFromPrivateKey, setLengthLeft } from "@ethereumjs/util";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type OptimismRun, optimismCommon, runOptimismBlock } from "../../bench/ethereumjs/optimismBlock.ts";
import { WriteBackStateManager } from "../../bench/ethereumjs/witnessState.ts";
import { Random } from "../../packages/core/test/bytecode.ts";
import {
  allocOf,
  atLeast,
  CHAIN_ID,
  deposit,
  ETHER,
  FIELD,
  FORKS,
  type ForkName,
  fieldsOf,
  fullBlock,
  inputOf,
  number,
  predeploy,
  type Scenario,
  TIME,
  transactionsOf,
} from "../optimism/rollup.ts";
import { randomAlloc, randomTransaction, stateOf } from "./randomBlock.ts";

export interface OptimismReport {
  blocks: number;
  transactions: number;
  deposits: number;
  gas: bigint;
  findings: string[];
}

const hex = (value: bigint, size: number) => toHex(setLengthLeft(bigIntToBytes(value), size));

interface RandomOptimismBlock {
  readonly scenario: Scenario;
  readonly run: OptimismRun;
}

function randomDeposit(
  random: Random,
  fork: ForkName,
  senders: readonly bigint[],
  targets: readonly bigint[],
): Uint8Array {
  const creates = random.chance(15);
  const gas = BigInt(random.pick([0, 20_999, 21_000, 60_000, 300_000, 1_000_000]));
  const init = Uint8Array.from([0x60, random.below(256), 0x60, 0, 0x55, 0x60, random.below(40), 0x60, 0, 0xf3]);
  return deposit({
    from: hex(random.pick(random.chance(70) ? senders : targets), 20),
    to: creates ? null : hex(random.pick(targets), 20),
    mint: random.pick([0n, 0n, 1n, ETHER]),
    value: random.pick([0n, 0n, 1n, ETHER / 2n, 1n << 200n]),
    gas,
    isSystem: random.chance(fork === "bedrock" ? 30 : 4),
    data:
      creates && random.chance(70)
        ? init
        : Uint8Array.from({ length: random.below(200) }, () => (random.chance(60) ? 0 : random.below(256))),
  });
}

/** The block of a seed, as ethereumjs runs it. */
export async function randomOptimismBlock(seed: number): Promise<RandomOptimismBlock> {
  const random = new Random(seed);
  const fork = random.pick(FORKS);
  const common = optimismCommon(fork, Number(CHAIN_ID));
  const keys = Array.from({ length: 6 }, (_, i) =>
    setLengthLeft(bigIntToBytes(BigInt(seed) * 16n + BigInt(i) + 1n), 32),
  );
  const owned = keys.map((key) => BigInt(createAddressFromPrivateKey(key).toString()));
  const contracts = Array.from({ length: 12 }, (_, i) => 0x1000n + BigInt(i));
  const precompiles = Array.from({ length: 18 }, (_, i) => BigInt(i === 17 ? 0x100 : i + 1));
  const predeploys = ["11", "15", "16", "19", "1a", "1b"].map((last) => BigInt(predeploy(last)));
  const targets = [...contracts, ...contracts, ...owned, ...precompiles, ...predeploys, 0xdeadn + BigInt(seed)];
  const scalar = (most: number) => (random.chance(20) ? 0n : BigInt(random.below(most)));
  const vault = { nonce: "0x1", balance: "0x5", code: "0x00", storage: {} };
  const scenario: Scenario = {
    fork,
    l1: {
      baseFee: scalar(2 ** 31),
      blobBaseFee: scalar(2 ** 31),
      overhead: scalar(5000),
      scalar: scalar(2_000_000),
      baseFeeScalar: scalar(10_000),
      blobBaseFeeScalar: scalar(2_000_000),
      operatorFeeScalar: scalar(2 ** 31),
      operatorFeeConstant: scalar(2 ** 31),
      daFootprintGasScalar: scalar(2000),
    },
    accounts: {
      ...randomAlloc(random, contracts, keys, targets),
      // With vaults, as on every real chain; sometimes without.
      ...(random.chance(80)
        ? Object.fromEntries(["11", "19", "1a", "1b"].map((last) => [predeploy(last), vault]))
        : {}),
    },
  };
  const input = inputOf(scenario);
  const parentHash = keccak_256(input.headers[0] as Uint8Array);
  const [attributes] = transactionsOf(scenario);
  let deposits = random.below(4);
  let signed = 1 + random.below(7);
  let isFirst = true;
  const nonces = keys.map(() => 0n);
  const environment = {
    fork,
    common,
    number: 100n,
    timestamp: TIME,
    gasLimit: 30_000_000n,
    baseFee: 1_000_000n,
    prevRandao: new Uint8Array(32).fill(3),
    parentHash,
    parentBeaconBlockRoot: new Uint8Array(32).fill(4),
    hashOf: (id: number) => {
      if (id === 99) return parentHash;
      throw new Error("too old");
    },
  };
  const fresh = () => stateOf(common, allocOf(scenario), WriteBackStateManager);
  const { transactions } = await runOptimismBlock(
    {
      ...environment,
      transactions: async (nonceOf) => {
        if (isFirst) {
          isFirst = false;
          return attributes!;
        }
        if (deposits-- > 0) return randomDeposit(random, fork, owned, targets);
        if (signed-- <= 0) return null;
        for (const [i, key] of keys.entries()) nonces[i] = await nonceOf(createAddressFromPrivateKey(key));
        let { transaction } = randomTransaction(random, common, keys, nonces, targets);
        while (transaction.type === 3)
          transaction = randomTransaction(random, common, keys, nonces, targets).transaction;
        return transaction.serialize();
      },
    },
    await fresh(),
  );
  // Again without those that were left out: what ethereumjs takes back of them is not always all.
  const run = await runOptimismBlock({ ...environment, transactions }, await fresh());
  return { scenario: { ...scenario, transactions: run.transactions.slice(1) }, run };
}

function verify(core: Core, input: BlockInput): Outcome {
  const bytes = encodeInput(input);
  return core.verify(bytes.length, (memory) => memory.set(bytes), OUTPUT.headers | OUTPUT.receipts);
}

/** What differs, null when nothing does. */
function compare(core: Core, { scenario, run }: RandomOptimismBlock): string | null {
  const input = inputOf(scenario);
  const outcome = verify(core, input);
  if (outcome.verdict !== "valid") return `${outcome.verdict} ${outcome.failure?.name}: ${outcome.failure?.message}`;
  const { summaries, receipts, headers } = outcome.result!;
  const header = fieldsOf(headers[0]!);
  const found = {
    receipts: receipts.map(toHex).join(),
    gasUsed: summaries[0]!.gasUsed,
    stateRoot: summaries[0]!.postStateRoot,
    receiptsRoot: summaries[0]!.receiptsRoot,
    footprint: atLeast(scenario.fork, "jovian") ? number(header[FIELD.blobGasUsed]) : 0n,
    withdrawals: atLeast(scenario.fork, "isthmus") ? toHex(header[FIELD.withdrawalsRoot]!) : "",
  };
  const expected: typeof found = {
    receipts: run.receipts.map(toHex).join(),
    gasUsed: run.gasUsed,
    stateRoot: toHex(run.stateRoot),
    receiptsRoot: toHex(run.receiptsRoot),
    footprint: run.daFootprint,
    withdrawals: atLeast(scenario.fork, "isthmus") ? toHex(run.messagePasserRoot) : "",
  };
  for (const name of Object.keys(found) as (keyof typeof found)[]) {
    if (found[name] !== expected[name]) return `${name}: ${found[name]}, ethereumjs has ${expected[name]}`;
  }
  const full = verify(core, fullBlock(input, header, transactionsOf(scenario), scenario.fork));
  return full.verdict === "valid" ? null : `as a full block: ${full.failure?.name} ${full.failure?.message}`;
}

/** Builds and verifies the blocks of `count` seeds from `seed` on, in every given build of the core. */
export async function runOptimismDifferential(
  variants: readonly CoreVariant[],
  seed: number,
  count: number,
  progress: (done: number) => void = () => {},
): Promise<OptimismReport> {
  const cores = variants.map((variant) => ({ variant, core: new Core(compileCore(variant)) }));
  const report: OptimismReport = { blocks: 0, transactions: 0, deposits: 0, gas: 0n, findings: [] };
  for (let i = 0; i < count; i++) {
    const block = await randomOptimismBlock(seed + i);
    for (const { variant, core } of cores) {
      const finding = (what: string) =>
        report.findings.push(`seed ${seed + i}, ${block.scenario.fork}, ${variant}: ${what}`);
      try {
        const difference = compare(core, block);
        if (difference) finding(difference);
      } catch (error) {
        finding(String(error));
      }
    }
    report.blocks++;
    report.transactions += block.run.transactions.length;
    report.deposits += block.run.transactions.filter((raw) => raw[0] === 0x7e).length;
    report.gas += block.run.gasUsed;
    progress(i + 1);
  }
  return report;
}
