// A rollup of a few accounts, for rules that no real block at hand reaches: blocks are built from payload attributes, and what
// comes out is put together as a full block and checked again.
import { encodeRlp, type RlpItem, readRlpItem, rlpInteger } from "@assay/chain/rlp";
import { ROLLUP_FORKS, type RollupFork } from "@assay/chain/rollupConfig";
import type { ChainSpec } from "@assay/chain/spec";
import { type Hex, toHex } from "@assay/core/hex";
import { Core, OUTPUT, type Outcome } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { type BlockInput, encodeInput } from "@assay/witness/blockInput";
import { encodePayloadAttributes, type PayloadAttributes } from "@assay/witness/payloadAttributes";
import { createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createTx, type TypedTxData } from "@ethereumjs/tx";
import { createAddressFromPrivateKey } from "@ethereumjs/util";
import { buildState } from "../official/prestate.ts";
import type { Alloc } from "../official/stateTestFile.ts";

export const CHAIN_ID = 901n;
export const KEY = new Uint8Array(32).fill(7);
export const SENDER = createAddressFromPrivateKey(KEY).toString() as Hex;
export const DEPOSITOR = "0xdeaddeaddeaddeaddeaddeaddeaddeaddead0001" as Hex;
export const predeploy = (last: string): Hex => `0x42${"00".repeat(18)}${last}`;
export const L1_BLOCK = predeploy("15");
export const SEQUENCER_VAULT = predeploy("11");
export const ETHER = 10n ** 18n;
export const TIME = 1_000_000n;

const common = createCustomCommon({ chainId: Number(CHAIN_ID) }, Mainnet, { hardfork: Hardfork.Prague });
const EMPTY_OMMERS = "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
const EMPTY_ROOT = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replace(/^0x/, ""), "hex"));
const zeros = (length: number): Uint8Array => new Uint8Array(length);

export type ForkName = "bedrock" | RollupFork;
export const FORKS: readonly ForkName[] = ["bedrock", ...ROLLUP_FORKS];
export const atLeast = (fork: ForkName, other: ForkName): boolean => FORKS.indexOf(fork) >= FORKS.indexOf(other);

/** Everything up to `fork` long before the blocks; `next` from TIME on. */
export function specOf(fork: ForkName, next?: RollupFork): ChainSpec {
  const past = ROLLUP_FORKS.filter((name) => atLeast(fork, name));
  return {
    name: "custom",
    chainId: CHAIN_ID,
    forks: [
      { fork: "bedrock", by: "block", activation: 0n },
      ...past.map((name) => ({ fork: name, by: "timestamp", activation: 0n }) as const),
      ...(next ? [{ fork: next, by: "timestamp", activation: TIME } as const] : []),
    ],
    blobSchedule: [],
    depositContract: null,
    terminalTotalDifficulty: null,
    supportsDaoMove: false,
    parisFromGenesis: false,
    genesisHash: null,
    optimism: { elasticity: 6n, denominator: 50n, denominatorCanyon: 250n },
  };
}

/** Slots of L1Block. */
export interface L1Values {
  baseFee?: bigint;
  blobBaseFee?: bigint;
  overhead?: bigint;
  scalar?: bigint;
  baseFeeScalar?: bigint;
  blobBaseFeeScalar?: bigint;
  operatorFeeScalar?: bigint;
  operatorFeeConstant?: bigint;
  daFootprintGasScalar?: bigint;
}

export function l1BlockStorage(values: L1Values): Record<string, string> {
  const scalars = ((values.baseFeeScalar ?? 0n) << 96n) | ((values.blobBaseFeeScalar ?? 0n) << 64n);
  const operator =
    ((values.daFootprintGasScalar ?? 0n) << 96n) |
    ((values.operatorFeeScalar ?? 0n) << 64n) |
    (values.operatorFeeConstant ?? 0n);
  const slots: [number, bigint][] = [
    [1, values.baseFee ?? 0n],
    [3, scalars],
    [5, values.overhead ?? 0n],
    [6, values.scalar ?? 0n],
    [7, values.blobBaseFee ?? 0n],
    [8, operator],
  ];
  return Object.fromEntries(slots.map(([slot, value]) => [`0x${slot}`, `0x${value.toString(16)}`]));
}

export interface Deposit {
  from?: Hex;
  to?: Hex | null;
  mint?: bigint;
  value?: bigint;
  gas?: bigint;
  isSystem?: boolean;
  data?: Uint8Array;
}

export function deposit(fields: Deposit = {}): Uint8Array {
  const list: RlpItem = [
    new Uint8Array(32).fill(9),
    bytes(fields.from ?? DEPOSITOR),
    fields.to === null ? zeros(0) : bytes(fields.to ?? L1_BLOCK),
    rlpInteger(fields.mint ?? 0n),
    rlpInteger(fields.value ?? 0n),
    rlpInteger(fields.gas ?? 1_000_000n),
    rlpInteger(fields.isSystem ? 1n : 0n),
    fields.data ?? zeros(0),
  ];
  return new Uint8Array([0x7e, ...encodeRlp(list)]);
}

export function signed(fields: Partial<TypedTxData> & { type?: number } = {}): Uint8Array {
  const type = fields.type ?? 2;
  const prices =
    type === 2
      ? { maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 100_000n, chainId: CHAIN_ID }
      : { gasPrice: 2_000_000_000n };
  const data = { type, nonce: 0n, gasLimit: 100_000n, to: `0x${"aa".repeat(20)}`, value: 5n, ...prices, ...fields };
  return createTx(data as TypedTxData, { common })
    .sign(KEY)
    .serialize();
}

export interface ParentFields {
  baseFee?: bigint;
  gasLimit?: bigint;
  gasUsed?: bigint;
  blobGasUsed?: bigint;
  extraData?: Uint8Array;
  timestamp?: bigint;
}

export const HOLOCENE_EXTRA = bytes("00000000fa00000006");
export const JOVIAN_EXTRA = bytes("01000000fa000000060000000000000000");

function extraOf(fork: ForkName): Uint8Array {
  if (atLeast(fork, "jovian")) return JOVIAN_EXTRA;
  return atLeast(fork, "holocene") ? HOLOCENE_EXTRA : zeros(0);
}

export function parentHeader(root: string, fork: ForkName, fields: ParentFields): Uint8Array {
  const list: RlpItem[] = [
    zeros(32),
    bytes(EMPTY_OMMERS),
    bytes(SEQUENCER_VAULT),
    bytes(root),
    bytes(EMPTY_ROOT),
    bytes(EMPTY_ROOT),
    zeros(256),
    zeros(0),
    rlpInteger(99n),
    rlpInteger(fields.gasLimit ?? 30_000_000n),
    rlpInteger(fields.gasUsed ?? 5_000_000n),
    rlpInteger(fields.timestamp ?? TIME - 2n),
    fields.extraData ?? extraOf(fork),
    zeros(32),
    zeros(8),
    rlpInteger(fields.baseFee ?? 1_000_000n),
  ];
  if (atLeast(fork, "canyon")) list.push(bytes(EMPTY_ROOT));
  if (atLeast(fork, "ecotone")) list.push(rlpInteger(fields.blobGasUsed ?? 0n), zeros(0), zeros(32));
  if (atLeast(fork, "isthmus")) list.push(zeros(32));
  return encodeRlp(list);
}

export interface Scenario {
  fork: ForkName;
  /** Activates in the block. */
  next?: RollupFork;
  l1?: L1Values;
  accounts?: Alloc;
  parent?: ParentFields;
  attributes?: Partial<PayloadAttributes>;
  /** After the L1 attributes deposit. */
  transactions?: readonly Uint8Array[];
}

const core = new Core(compileCore());

export interface Result {
  outcome: Outcome;
  input: BlockInput;
  /** Fields of the header that came out. */
  header: Uint8Array[];
  balance(address: Hex): bigint | undefined;
  change(address: Hex): NonNullable<Outcome["result"]>["accountChanges"][number] | undefined;
}

export function verify(input: BlockInput): Outcome {
  const encoded = encodeInput(input);
  return core.verify(
    encoded.length,
    (memory) => memory.set(encoded),
    OUTPUT.headers | OUTPUT.receipts | OUTPUT.changes,
  );
}

/** Items of the RLP list at `list`, as encoded payloads. */
export function fieldsOf(list: Uint8Array): Uint8Array[] {
  let rest = readRlpItem(list).payload;
  const fields: Uint8Array[] = [];
  while (rest.length > 0) {
    const item = readRlpItem(rest);
    fields.push(item.payload);
    rest = rest.subarray(item.encoded.length);
  }
  return fields;
}

/** The full block with this header (fields as in `Result.header`). */
export function fullBlock(
  input: BlockInput,
  header: readonly Uint8Array[],
  transactions: readonly Uint8Array[],
  fork: ForkName,
): BlockInput {
  const items = transactions.map((raw) => (raw[0]! >= 0xc0 ? raw : encodeRlp(raw)));
  const body = new Uint8Array(Buffer.concat(items));
  const parts = [
    encodeRlp([...header]),
    listOf(body),
    encodeRlp([]),
    ...(atLeast(fork, "canyon") ? [encodeRlp([])] : []),
  ];
  const { payloadAttributes: _, ...rest } = input;
  return { ...rest, blocks: [listOf(new Uint8Array(Buffer.concat(parts)))], claim: { source: "self", hash: null } };
}

/** An RLP list with this payload. */
function listOf(payload: Uint8Array): Uint8Array {
  // As a byte string of the same length, with the list's offset.
  if (payload.length < 56) return new Uint8Array([0xc0 + payload.length, ...payload]);
  const length = rlpInteger(BigInt(payload.length));
  return new Uint8Array([0xf7 + length.length, ...length, ...payload]);
}

/** All transactions of a scenario. */
export function transactionsOf(scenario: Scenario): Uint8Array[] {
  const isSystem = !atLeast(scenario.next ?? scenario.fork, "regolith");
  return [deposit({ isSystem, gas: isSystem ? 150_000_000n : 1_000_000n }), ...(scenario.transactions ?? [])];
}

/** The accounts before the block. */
export function allocOf(scenario: Scenario): Alloc {
  return {
    [SENDER]: { nonce: "0x0", balance: `0x${(10n * ETHER).toString(16)}`, code: "0x", storage: {} },
    [L1_BLOCK]: { nonce: "0x1", balance: "0x0", code: "0x00", storage: l1BlockStorage(scenario.l1 ?? {}) },
    [predeploy("16")]: { nonce: "0x1", balance: "0x0", code: "0x00", storage: { "0x5": "0x7" } },
    ...scenario.accounts,
  };
}

/** The block of a scenario as an input: payload attributes, and the state before it. */
export function inputOf(scenario: Scenario): BlockInput {
  const rules = scenario.next ?? scenario.fork;
  const state = buildState(core, allocOf(scenario));
  const attributes: PayloadAttributes = {
    timestamp: TIME,
    gasLimit: 30_000_000n,
    prevRandao: new Uint8Array(32).fill(3),
    suggestedFeeRecipient: bytes(SEQUENCER_VAULT),
    parentBeaconBlockRoot: atLeast(rules, "ecotone") ? new Uint8Array(32).fill(4) : null,
    eip1559Params: atLeast(rules, "holocene") ? zeros(8) : null,
    minBaseFee: atLeast(rules, "jovian") ? 0n : null,
    transactions: transactionsOf(scenario),
    ...scenario.attributes,
  };
  return {
    chain: specOf(scenario.fork, scenario.next),
    blocks: [zeros(0)],
    payloadAttributes: [encodePayloadAttributes(attributes)],
    headers: [parentHeader(state.root, scenario.fork, scenario.parent ?? {})],
    nodes: state.nodes,
    codes: state.codes,
    claim: { source: "self", hash: null },
  };
}

/** Builds the block of a scenario from payload attributes. */
export function build(scenario: Scenario): Result {
  const input = inputOf(scenario);
  const outcome = verify(input);
  const header = outcome.result?.headers[0];
  const changes = outcome.result?.accountChanges ?? [];
  const change = (address: Hex) => changes.find((entry) => toHex(entry.address) === address);
  return {
    outcome,
    input,
    header: header && header.length > 0 ? fieldsOf(header) : [],
    balance: (address) => change(address)?.balance,
    change,
  };
}

/** Builds, and checks the full block that came out as well. */
export function buildAndCheck(scenario: Scenario): Result {
  const result = build(scenario);
  if (result.outcome.failure) throw new Error(`${result.outcome.failure.name}: ${result.outcome.failure.message}`);
  const full = verify(fullBlock(result.input, result.header, transactionsOf(scenario), scenario.next ?? scenario.fork));
  if (full.verdict !== "valid") throw new Error(`as a full block: ${full.failure?.name} ${full.failure?.message}`);
  return result;
}

export const FIELD = {
  receiptsRoot: 5,
  gasUsed: 10,
  extraData: 12,
  baseFee: 15,
  withdrawalsRoot: 16,
  blobGasUsed: 17,
  excessBlobGas: 18,
  requestsHash: 20,
} as const;

export function number(field: Uint8Array | undefined): bigint {
  return field === undefined || field.length === 0 ? 0n : BigInt(toHex(field));
}
