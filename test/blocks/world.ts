// A small chain that @ethereumjs/vm builds, block after block, and that the core then judges: rules that the official suites
// in the repository do not reach (Prague, Osaka, blob parameter forks) against a second implementation.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Block, createBlock } from "@ethereumjs/block";
import { type Common, createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createTx, type TypedTransaction, type TypedTxData } from "@ethereumjs/tx";
import {
  Account,
  type Address,
  createAddressFromPrivateKey,
  createAddressFromString,
  hexToBytes,
} from "@ethereumjs/util";
import { buildBlock, createVM, type VM } from "@ethereumjs/vm";
import type { BlobParameters, ChainSpec } from "../../packages/chain/src/spec.ts";
import type { ForkName } from "../../packages/core/src/forks.ts";
import { assemble } from "../../packages/core/test/assembler.ts";

type Hex = `0x${string}`;

/** Keys 1, 2, … of 32 equal bytes. */
export const KEYS = [1, 2, 3, 4, 5, 6].map((n) => new Uint8Array(32).fill(n));
export const SENDERS = KEYS.map((key) => createAddressFromPrivateKey(key).toString() as Hex);

/** Mainnet's, since @ethereumjs/vm takes that one for a chain without its own. */
export const DEPOSIT_CONTRACT = "0x00000000219ab540356cbb839cbe05303d7705fa" as Hex;
const DEPOSIT_EVENT = "0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5";
export const WITHDRAWAL_REQUESTS = "0x00000961ef480eb55e80d19ad83579a64c007002" as Hex;
export const CONSOLIDATION_REQUESTS = "0x0000bbddc7ce488642fb579f8b00f3a590007251" as Hex;
export const BEACON_ROOTS = "0x000f3df6d732807ef1319fb7b8bb8522d0beac02" as Hex;
export const HISTORY_STORAGE = "0x0000f90827f1c53a10cb7a02335b175320002935" as Hex;

const code = (text: string): Uint8Array => assemble(text);

/** Contracts of the world by what they do. */
export const CONTRACTS: Record<string, { address: Hex; code: Uint8Array; storage?: Record<string, string> }> = {
  /** storage[word 0 of the data] = word 1 */
  write: {
    address: `0x${"c0".repeat(19)}01`,
    code: code("PUSH 32 CALLDATALOAD PUSH 0 CALLDATALOAD SSTORE STOP"),
    storage: { "0x01": "0x05", "0x02": "0x06", "0x03": "0x07" },
  },
  /** One log with two topics and all of the data. */
  log: {
    address: `0x${"c0".repeat(19)}02`,
    code: code("CALLDATASIZE PUSH 0 PUSH 0 CALLDATACOPY PUSH 17 CALLER CALLDATASIZE PUSH 0 LOG2 STOP"),
  },
  /** Writes and then reverts. */
  revert: { address: `0x${"c0".repeat(19)}03`, code: code("PUSH 1 PUSH 9 SSTORE PUSH 0 PUSH 0 REVERT") },
  /** Eats all gas. */
  invalid: { address: `0x${"c0".repeat(19)}04`, code: code("PUSH 1 PUSH 9 SSTORE 0xfe") },
  /** Stores what the block and the transaction look like from inside. */
  environment: {
    address: `0x${"c0".repeat(19)}05`,
    code: code(`BASEFEE PUSH 1 SSTORE BLOBBASEFEE PUSH 2 SSTORE PUSH 0 BLOBHASH PUSH 3 SSTORE PREVRANDAO PUSH 4 SSTORE
      TIMESTAMP PUSH 5 SSTORE NUMBER PUSH 6 SSTORE COINBASE PUSH 7 SSTORE GASLIMIT PUSH 8 SSTORE CHAINID PUSH 9 SSTORE
      SELFBALANCE PUSH 10 SSTORE GASPRICE PUSH 11 SSTORE ORIGIN PUSH 12 SSTORE GAS PUSH 13 SSTORE STOP`),
  },
  /** Looks at the account of word 0 and calls it. */
  look: {
    address: `0x${"c0".repeat(19)}06`,
    code: code(`PUSH 0 CALLDATALOAD EXTCODESIZE PUSH 1 SSTORE PUSH 0 CALLDATALOAD EXTCODEHASH PUSH 2 SSTORE
      PUSH 0 CALLDATALOAD BALANCE PUSH 3 SSTORE
      PUSH 32 PUSH 0 PUSH 64 PUSH 0 PUSH 0 PUSH 0 CALLDATALOAD GAS CALL PUSH 4 SSTORE
      PUSH 32 PUSH 0 PUSH 64 PUSH 0 PUSH 0 CALLDATALOAD GAS DELEGATECALL PUSH 5 SSTORE GAS PUSH 6 SSTORE STOP`),
  },
  /** Creates a contract that destroys itself at once, and one that stays. */
  create: {
    address: `0x${"c0".repeat(19)}07`,
    code: code(`PUSH 0x30ff PUSH 0 MSTORE PUSH 2 PUSH 30 PUSH 1 CREATE PUSH 1 SSTORE
      PUSH 0x60016000f3 PUSH 0 MSTORE PUSH 5 PUSH 27 PUSH 0 CREATE PUSH 2 SSTORE STOP`),
  },
  /** What the deposit contract does as far as a block is concerned: the data becomes the event. */
  deposit: {
    address: DEPOSIT_CONTRACT,
    code: code(`CALLDATASIZE PUSH 0 PUSH 0 CALLDATACOPY PUSH ${DEPOSIT_EVENT} CALLDATASIZE PUSH 0 LOG1 STOP`),
  },
};

/** The four system contracts, as they are in a block of Hoodi. */
function systemContracts(): { address: Hex; code: Uint8Array }[] {
  const file = new URL("../../fixtures/blocks/hoodi-1041734.json.gz", import.meta.url);
  const codes = (JSON.parse(gunzipSync(readFileSync(file)).toString()).witness.codes as Hex[]).map(hexToBytes);
  const addresses: Record<number, Hex> = {
    97: BEACON_ROOTS,
    83: HISTORY_STORAGE,
    504: WITHDRAWAL_REQUESTS,
    414: CONSOLIDATION_REQUESTS,
  };
  return codes.map((bytes) => ({ address: addresses[bytes.length]!, code: bytes }));
}

const CHAIN_FORKS: readonly ForkName[] = ["shanghai", "cancun", "prague", "osaka"];

/** Cancun, Prague and the values that Osaka's first blob parameter forks brought. */
export const SCHEDULE: Record<string, Omit<BlobParameters, "timestamp">> = {
  cancun: { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n },
  prague: { target: 6n, max: 9n, baseFeeUpdateFraction: 5_007_716n },
  bpo1: { target: 10n, max: 15n, baseFeeUpdateFraction: 8_346_193n },
  bpo2: { target: 14n, max: 21n, baseFeeUpdateFraction: 11_684_671n },
};

/** The chain's rules for the core: everything up to `fork` from genesis. */
export function specOf(fork: ForkName, blobs: keyof typeof SCHEDULE): ChainSpec {
  const last = CHAIN_FORKS.indexOf(fork);
  return {
    name: "custom",
    chainId: 1n,
    forks: [
      { fork: "london", by: "block", activation: 0n },
      ...CHAIN_FORKS.slice(0, last + 1).map((name) => ({ fork: name, by: "timestamp", activation: 0n }) as const),
    ],
    blobSchedule: [{ timestamp: 0n, ...SCHEDULE[blobs]! }],
    depositContract: DEPOSIT_CONTRACT,
    terminalTotalDifficulty: 0n,
    supportsDaoMove: false,
    parisFromGenesis: true,
    genesisHash: null,
  };
}

export interface WorldAccount {
  address: Hex;
  balance: bigint;
  code: Uint8Array;
  storage: Record<string, string>;
}

export const ETHER = 10n ** 18n;

/** Everything that exists at genesis. */
export function worldAccounts(): WorldAccount[] {
  return [
    ...SENDERS.map((address) => ({ address, balance: 1_000n * ETHER, code: new Uint8Array(0), storage: {} })),
    ...Object.values(CONTRACTS).map(({ address, code, storage }) => ({
      address,
      balance: 10n,
      code,
      storage: storage ?? {},
    })),
    ...systemContracts().map(({ address, code }) => ({ address, balance: 0n, code, storage: {} })),
  ];
}

export class World {
  readonly blocks: Block[] = [];

  private constructor(
    readonly common: Common,
    readonly vm: VM,
    readonly genesis: Block,
  ) {}

  /** @param excessBlobGas of the genesis block, to start at another blob base fee */
  static async open(fork: Hardfork, excessBlobGas = 0n, baseFee = 1_000_000_000n): Promise<World> {
    // Blob transactions want a KZG library although none of theirs is called: the blobs stay outside.
    const common = createCustomCommon({ chainId: 1 }, Mainnet, { hardfork: fork, customCrypto: { kzg: {} as never } });
    const vm = await createVM({ common });
    for (const { address, balance, code, storage } of worldAccounts()) {
      const at = createAddressFromString(address);
      await vm.stateManager.putAccount(at, new Account(code.length > 0 ? 1n : 0n, balance));
      if (code.length > 0) await vm.stateManager.putCode(at, code);
      for (const [key, value] of Object.entries(storage)) {
        await vm.stateManager.putStorage(
          at,
          hexToBytes(`0x${key.slice(2).padStart(64, "0")}`),
          hexToBytes(value as Hex),
        );
      }
    }
    const genesis = createBlock(
      {
        header: {
          stateRoot: await vm.stateManager.getStateRoot(),
          gasLimit: 36_000_000n,
          baseFeePerGas: baseFee,
          ...(common.isActivatedEIP(4844) ? { excessBlobGas } : {}),
          timestamp: 1_000_000n,
        },
        withdrawals: [],
      },
      { common, setHardfork: false },
    );
    return new World(common, vm, genesis);
  }

  address(sender: number): Address {
    return createAddressFromString(SENDERS[sender]!);
  }

  get parent(): Block {
    return this.blocks.at(-1) ?? this.genesis;
  }

  /** Signs `data` with key `sender`; its nonce is the account's unless given. */
  async transaction(sender: number, data: TypedTxData & { type: number }): Promise<TypedTransaction> {
    const account = await this.vm.stateManager.getAccount(createAddressFromString(SENDERS[sender]!));
    const fields = { nonce: account?.nonce ?? 0n, ...(data.type === 0 ? {} : { chainId: 1n }), ...data };
    return createTx(fields as TypedTxData, { common: this.common }).sign(KEYS[sender]!);
  }

  /**
   * Builds the next block. `fill` offers transactions; one that @ethereumjs/vm refuses is left out. Returns how many went in.
   */
  async build(
    withdrawals: { index: bigint; validatorIndex: bigint; address: Hex; amount: bigint }[],
    fill: (offer: (tx: TypedTransaction) => Promise<boolean>) => Promise<void>,
  ): Promise<Block> {
    const parent = this.parent;
    const builder = await buildBlock(this.vm, {
      parentBlock: parent,
      headerData: {
        timestamp: parent.header.timestamp + 12n,
        coinbase: `0x${"fe".repeat(20)}`,
        mixHash: parent.hash(),
        gasLimit: parent.header.gasLimit,
        // The builder's own rules lack EIP-7918's parameter; a header's have it.
        ...(this.common.isActivatedEIP(4844)
          ? {
              excessBlobGas: parent.header.calcNextExcessBlobGas(parent.header.common),
              parentBeaconBlockRoot: parent.header.stateRoot,
            }
          : {}),
      },
      withdrawals,
      blockOpts: { putBlockIntoBlockchain: false },
    });
    await fill(async (tx) => {
      try {
        await builder.addTransaction(tx, { skipHardForkValidation: true, allowNoBlobs: true });
        return true;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        return false;
      }
    });
    const { block } = await builder.build();
    this.blocks.push(block);
    return block;
  }
}

export { Hardfork };
