// OP Stack blocks on @ethereumjs/vm: its transactions and EVM, and on top of them what the OP Stack's specifications add: deposits, L1
// and operator fees, vaults, system calls, receipts. The comparison of benchmarks and of the differential test; nothing here knows the
// core.
import { createBlock } from "@ethereumjs/block";
import { type Common, createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { createTxFromRLP, type TypedTransaction } from "@ethereumjs/tx";
import {
  Account,
  Address,
  bigIntToBytes,
  bytesToBigInt,
  createAddressFromString,
  setLengthLeft,
} from "@ethereumjs/util";
import { Bloom, createVM, runTx, type VM } from "@ethereumjs/vm";
import { kzg } from "./kzg.ts";
import { daFootprint, type L1Slots, l1Fee, type OptimismFork, operatorFee, since } from "./optimismFees.ts";
import { optimismPrecompiles } from "./optimismPrecompiles.ts";
import type { WitnessStateManager } from "./witnessState.ts";

const address = (hex: string): Address => createAddressFromString(hex);
const predeploy = (last: string): Address => address(`0x42${"00".repeat(18)}${last}`);
const SEQUENCER_VAULT = predeploy("11");
const L1_BLOCK = predeploy("15");
const MESSAGE_PASSER = predeploy("16");
const BASE_FEE_VAULT = predeploy("19");
const L1_FEE_VAULT = predeploy("1a");
const OPERATOR_FEE_VAULT = predeploy("1b");
const SYSTEM = address("0xfffffffffffffffffffffffffffffffffffffffe");
const BEACON_ROOTS = address("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");
const HISTORY = address("0x0000f90827f1c53a10cb7a02335b175320002935");
const SYSTEM_GAS = 30_000_000n;
const DEPOSIT = 0x7e;

const HARDFORKS: Partial<Record<OptimismFork, Hardfork>> = {
  bedrock: Hardfork.Paris,
  canyon: Hardfork.Shanghai,
  ecotone: Hardfork.Cancun,
  isthmus: Hardfork.Prague,
};

export function optimismCommon(fork: OptimismFork, chainId: number): Common {
  const [hardfork] = Object.entries(HARDFORKS)
    .filter(([first]) => since(fork, first as OptimismFork))
    .map(([, name]) => name)
    .slice(-1);
  return createCustomCommon({ chainId }, Mainnet, { hardfork: hardfork!, customCrypto: { kzg: kzg as never } });
}

export interface OptimismBlock {
  readonly fork: OptimismFork;
  readonly common: Common;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly gasLimit: bigint;
  readonly baseFee: bigint;
  readonly prevRandao: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly parentBeaconBlockRoot: Uint8Array | null;
  /** Or where each of them comes from, as long as there are any: what is invalid then is left out. */
  readonly transactions: readonly Uint8Array[] | TransactionSource;
  /** Hashes of ancestors, by number. */
  readonly hashOf: (number: number) => Uint8Array;
}

/** The next transaction, null after the last. */
export type TransactionSource = (nonceOf: (who: Address) => Promise<bigint>) => Promise<Uint8Array | null>;

export interface OptimismRun {
  readonly stateRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly messagePasserRoot: Uint8Array;
  readonly gasUsed: bigint;
  readonly daFootprint: bigint;
  readonly receipts: readonly Uint8Array[];
  readonly transactions: readonly Uint8Array[];
}

interface Executed {
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  readonly logs: readonly [Uint8Array, Uint8Array[], Uint8Array][];
  /** What a receipt of a deposit ends with. */
  readonly extra: readonly Uint8Array[];
}

async function accountOf(vm: VM, who: Address): Promise<Account> {
  return (await vm.stateManager.getAccount(who)) ?? new Account();
}

async function pay(vm: VM, who: Address, amount: bigint): Promise<void> {
  if (amount === 0n) return;
  const account = await accountOf(vm, who);
  account.balance += amount;
  await vm.stateManager.putAccount(who, account);
}

const integer = (value: bigint) => (value === 0n ? new Uint8Array(0) : bigIntToBytes(value));
const asBigint = (bytes: Uint8Array) => (bytes.length === 0 ? 0n : bytesToBigInt(bytes));

type Block = ReturnType<typeof createBlock>;

/** A call that nobody pays for (EIP-4788, EIP-2935). */
async function systemCall(vm: VM, block: Block, to: Address, data: Uint8Array): Promise<void> {
  if ((await vm.stateManager.getCode(to)).length === 0) return;
  const before = await vm.stateManager.getAccount(SYSTEM);
  await vm.evm.runCall({
    block,
    caller: SYSTEM,
    to,
    data,
    gasLimit: SYSTEM_GAS,
    gasPrice: 0n,
    skipNonceIncrement: true,
  });
  if (before === undefined) await vm.stateManager.deleteAccount(SYSTEM);
  await vm.evm.journal.cleanup();
  vm.stateManager.originalStorageCache.clear();
}

/** EIP-2028, EIP-3860. */
function intrinsicGas(fork: OptimismFork, data: Uint8Array, creates: boolean): bigint {
  const words = creates && since(fork, "canyon") ? 2 * Math.ceil(data.length / 32) : 0;
  return BigInt(21_000 + 4 * tokensOf(data) + (creates ? 32_000 : 0) + words);
}

/** EIP-7623. */
function floorGas(fork: OptimismFork, data: Uint8Array): bigint {
  return since(fork, "isthmus") ? BigInt(21_000 + 10 * tokensOf(data)) : 0n;
}

function tokensOf(data: Uint8Array): number {
  return data.reduce((count, byte) => count + (byte === 0 ? 1 : 4), 0);
}

/** Specs, "Deposits": minted whatever happens; what cannot start costs its gas and counts the nonce. */
async function runDeposit(vm: VM, block: Block, fork: OptimismFork, raw: Uint8Array): Promise<Executed> {
  const fields = RLP.decode(raw.subarray(1)) as Uint8Array[];
  const from = new Address(fields[1]!);
  const to = fields[2]!.length === 0 ? undefined : new Address(fields[2]!);
  const [mint, value, gas] = fields.slice(3, 6).map(asBigint) as [bigint, bigint, bigint];
  const isSystem = asBigint(fields[6]!) === 1n;
  const data = fields[7]!;
  await pay(vm, from, mint);
  const sender = await accountOf(vm, from);
  const nonce = sender.nonce;
  const regolith = since(fork, "regolith");
  const extra = since(fork, "canyon") ? [integer(nonce), Uint8Array.of(1)] : [];
  const creates = to === undefined;
  const intrinsic = intrinsicGas(fork, data, creates);
  const floor = floorGas(fork, data);
  const cannotStart =
    (isSystem && regolith) ||
    gas < intrinsic ||
    gas < floor ||
    (creates && since(fork, "canyon") && data.length > 49_152) ||
    sender.balance < value;
  if (cannotStart) {
    sender.nonce++;
    await vm.stateManager.putAccount(from, sender);
    return { succeeded: false, gasUsed: isSystem && !regolith ? 0n : gas, logs: [], extra };
  }
  const { evm } = vm;
  await evm.journal.cleanup();
  await evm.journal.checkpoint();
  for (const [name] of evm.precompiles) evm.journal.addAlwaysWarmAddress(name);
  for (const warm of [from, ...(to ? [to] : []), ...(since(fork, "canyon") ? [block.header.coinbase] : [])])
    evm.journal.addAlwaysWarmAddress(warm.toString().slice(2));
  const gasLimit = gas - intrinsic;
  const { execResult } = await evm.runCall({
    block,
    caller: from,
    gasPrice: 0n,
    gasLimit,
    ...(to ? { to } : {}),
    value,
    data,
  });
  for (const destroyed of execResult.selfdestruct?.keys() ?? []) {
    if (since(fork, "ecotone") && !execResult.createdAddresses!.has(destroyed)) continue;
    await evm.journal.deleteAccount(address(destroyed));
  }
  await evm.journal.cleanup();
  await evm.journal.commit();
  evm.journal.cleanJournal();
  vm.stateManager.originalStorageCache.clear();
  const spent = execResult.executionGasUsed + intrinsic;
  const refund = execResult.gasRefund ?? 0n;
  let used = spent - (refund < spent / 5n ? refund : spent / 5n);
  if (used < floor) used = floor;
  if (!regolith) used = isSystem ? 0n : gas;
  return { succeeded: execResult.exceptionError === undefined, gasUsed: used, logs: execResult.logs ?? [], extra };
}

async function slotsOf(vm: VM): Promise<L1Slots> {
  const slot = async (i: number) =>
    asBigint(await vm.stateManager.getStorage(L1_BLOCK, setLengthLeft(bigIntToBytes(BigInt(i)), 32)));
  return { 1: await slot(1), 3: await slot(3), 5: await slot(5), 6: await slot(6), 7: await slot(7), 8: await slot(8) };
}

/** @throws Error when the transaction is invalid in the block */
async function runSigned(
  vm: VM,
  block: Block,
  fork: OptimismFork,
  tx: TypedTransaction,
  raw: Uint8Array,
  slots: L1Slots,
): Promise<Executed> {
  if (tx.type === 3) throw new Error("blobs on L2");
  const sender = tx.getSenderAddress();
  const l1 = l1Fee(fork, raw, slots);
  const operator = operatorFee(fork, tx.gasLimit, slots);
  const account = await accountOf(vm, sender);
  if (account.balance < l1 + operator) throw new Error("the sender cannot pay for L1");
  account.balance -= l1 + operator;
  await vm.stateManager.putAccount(sender, account);
  const result = await runTx(vm, { tx, block, skipHardForkValidation: true, skipBlockGasLimitValidation: true });
  const gasUsed = result.totalGasSpent;
  const operatorUsed = operatorFee(fork, gasUsed, slots);
  await pay(vm, BASE_FEE_VAULT, gasUsed * block.header.baseFeePerGas!);
  await pay(vm, L1_FEE_VAULT, l1);
  await pay(vm, OPERATOR_FEE_VAULT, operatorUsed);
  await pay(vm, sender, operator - operatorUsed);
  const { exceptionError, logs } = result.execResult;
  return { succeeded: exceptionError === undefined, gasUsed, logs: logs ?? [], extra: [] };
}

function receiptOf(type: number, executed: Executed, total: bigint): Uint8Array {
  const bloom = new Bloom();
  for (const [emitter, topics] of executed.logs) for (const item of [emitter, ...topics]) bloom.add(item);
  const status = integer(executed.succeeded ? 1n : 0n);
  const list = RLP.encode([status, integer(total), bloom.bitvector, executed.logs as never, ...executed.extra]);
  return type === 0 ? list : new Uint8Array([type, ...list]);
}

async function rootOf(items: readonly Uint8Array[]): Promise<Uint8Array> {
  const trie = await createMPT();
  for (const [i, item] of items.entries()) await trie.put(RLP.encode(i), item);
  return trie.root();
}

/** Runs the block on `stateManager`. @throws Error when a transaction is invalid in it */
export async function runOptimismBlock(input: OptimismBlock, stateManager: WitnessStateManager): Promise<OptimismRun> {
  const { fork, common } = input;
  const blockchain = {
    getBlock: async (id: number) => ({ hash: () => input.hashOf(id) }),
    putBlock: async () => {},
    shallowCopy: () => blockchain,
  };
  const evmOpts = { customPrecompiles: optimismPrecompiles(fork, common) };
  const vm = await createVM({ common, stateManager, blockchain: blockchain as never, evmOpts: evmOpts as never });
  const header = {
    number: input.number,
    timestamp: input.timestamp,
    gasLimit: input.gasLimit,
    baseFeePerGas: input.baseFee,
    mixHash: input.prevRandao,
    coinbase: SEQUENCER_VAULT,
    parentHash: input.parentHash,
    // What BLOBBASEFEE is made of: no blobs, ever.
    ...(since(fork, "ecotone")
      ? { excessBlobGas: 0n, blobGasUsed: 0n, parentBeaconBlockRoot: input.parentBeaconBlockRoot! }
      : {}),
  };
  const block = createBlock({ header }, { common, skipConsensusFormatValidation: true });
  // Nothing is written to the tries before the end: a witness may be complete only when updates come before deletions.
  await vm.evm.journal.checkpoint();
  if (since(fork, "ecotone")) await systemCall(vm, block, BEACON_ROOTS, input.parentBeaconBlockRoot!);
  if (since(fork, "isthmus")) await systemCall(vm, block, HISTORY, input.parentHash);
  const receipts: Uint8Array[] = [];
  let gasUsed = 0n;
  let footprint = 0n;
  let slots: L1Slots | null = null;
  const run = async (raw: Uint8Array): Promise<Executed> => {
    if (raw[0] === DEPOSIT) return runDeposit(vm, block, fork, raw);
    // After the L1 attributes deposit, and any upgrade.
    slots ??= await slotsOf(vm);
    const tx = createTxFromRLP(raw, { common });
    if (tx.gasLimit > input.gasLimit - gasUsed) throw new Error("no gas is left for the transaction");
    return runSigned(vm, block, fork, tx, raw, slots);
  };
  const included: Uint8Array[] = [];
  const list = input.transactions;
  const next: TransactionSource = typeof list === "function" ? list : async () => list[included.length] ?? null;
  const nonceOf = async (who: Address) => (await accountOf(vm, who)).nonce;
  for (let raw = await next(nonceOf); raw !== null; raw = await next(nonceOf)) {
    await vm.evm.journal.checkpoint();
    let executed: Executed;
    try {
      executed = await run(raw);
      await vm.evm.journal.commit();
    } catch (error) {
      await vm.evm.journal.revert();
      if (typeof list !== "function") throw error;
      continue;
    }
    included.push(raw);
    if (raw[0] !== DEPOSIT) footprint += daFootprint(fork, raw, slots!);
    gasUsed += executed.gasUsed;
    receipts.push(receiptOf(raw[0]! >= 0xc0 ? 0 : raw[0]!, executed, gasUsed));
  }
  await vm.evm.journal.commit();
  await stateManager.flush();
  const passer = await vm.stateManager.getAccount(MESSAGE_PASSER);
  return {
    stateRoot: await vm.stateManager.getStateRoot(),
    receiptsRoot: await rootOf(receipts),
    messagePasserRoot: (passer ?? new Account()).storageRoot,
    gasUsed,
    daFootprint: footprint,
    receipts,
    transactions: included,
  };
}
