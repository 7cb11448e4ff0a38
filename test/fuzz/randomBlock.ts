// Random blocks that @ethereumjs/vm builds: random contracts, transactions of every type, withdrawals, system contracts of the real
// chain. What it builds, the core must find valid, root for root.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createBlockHeader } from "@ethereumjs/block";
import { Common, Mainnet } from "@ethereumjs/common";
import { createMPT } from "@ethereumjs/mpt";
import { createTx } from "@ethereumjs/tx";
import {
  Account,
  bigIntToBytes,
  bytesToHex,
  createAddressFromPrivateKey,
  createAddressFromString,
  createZeroAddress,
  eoaCode7702SignAuthorization,
  hexToBytes,
  type PrefixedHexString,
  setLengthLeft,
} from "@ethereumjs/util";
import { buildBlock, createVM } from "@ethereumjs/vm";
import { kzg } from "../../bench/ethereumjs/kzg.ts";
import { WitnessDatabase, WitnessStateManager } from "../../bench/ethereumjs/witnessState.ts";
import { Random, randomContracts } from "../../packages/core/test/bytecode.ts";
import type { Alloc } from "../official/stateTestFile.ts";

/** ethereumjs's name of each rule set and the official suites' name, which is how the core's configuration is found. */
export const RULES = [
  ["istanbul", "Istanbul"],
  ["berlin", "Berlin"],
  ["london", "London"],
  ["paris", "Paris"],
  ["shanghai", "Shanghai"],
  ["cancun", "Cancun"],
  ["prague", "Prague"],
  ["prague", "Prague"],
  ["osaka", "Osaka"],
  ["osaka", "Osaka"],
] as const;

export interface RandomBlock {
  /** Official name of the rules. */
  network: string;
  alloc: Alloc;
  parentHeader: Uint8Array;
  block: Uint8Array;
  hash: string;
  stateRoot: string;
  transactions: number;
  gasUsed: bigint;
}

const SYSTEM_CONTRACTS = [
  "0x00000000219ab540356cBB839Cbe05303d7705Fa",
  "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02",
  "0x0000F90827F1C53a10cb7A02335B175320002935",
  "0x00000961Ef480Eb55e80D19ad83579A64c007002",
  "0x0000BBdDc7CE488642fb579F8B00f3a590007251",
];
const hoodi = JSON.parse(
  gunzipSync(readFileSync(new URL("../../fixtures/genesis/hoodi.json.gz", import.meta.url))).toString(),
);

/** Stores the word pairs of its input, key and value: with zeros it empties storage. */
const STORE_PAIRS = "0x5f5b3681101560175780602001358135556040016001565b00";

const GWEI = 10n ** 9n;

function hex(value: bigint, bytes: number): PrefixedHexString {
  return bytesToHex(setLengthLeft(bigIntToBytes(value), bytes));
}

export function randomAlloc(random: Random, contracts: bigint[], keys: Uint8Array[], targets: bigint[]): Alloc {
  const alloc: Alloc = {};
  for (const key of keys) {
    alloc[createAddressFromPrivateKey(key).toString()] = {
      balance: hex(10n ** 20n, 32),
      nonce: hex(BigInt(random.below(3)), 8),
      code: "0x",
      storage: {},
    };
  }
  const codes = randomContracts(random, contracts, targets);
  for (const [i, address] of contracts.entries()) {
    const storage: Record<string, string> = {};
    for (let n = random.below(24); n > 0; n--)
      storage[hex(BigInt(random.below(40)), 32)] = hex(BigInt(1 + random.next()), 32);
    const code = i % 3 === 0 ? STORE_PAIRS : bytesToHex(codes.get(address)!);
    alloc[hex(address, 20)] = { balance: hex(BigInt(random.below(1000)), 32), nonce: "0x01", code, storage };
  }
  for (const address of SYSTEM_CONTRACTS) {
    const { balance, code, nonce, storage } = hoodi.alloc[address];
    alloc[address.toLowerCase()] = { balance: balance ?? "0x0", nonce: nonce ?? "0x1", code, storage: storage ?? {} };
  }
  return alloc;
}

export async function stateOf(
  common: Common,
  alloc: Alloc,
  Manager: typeof WitnessStateManager = WitnessStateManager,
): Promise<WitnessStateManager> {
  const database = new WitnessDatabase();
  const trie = await createMPT({ db: database as never, useKeyHashing: true, common });
  const state = new Manager({ trie, common, database });
  for (const [text, account] of Object.entries(alloc)) {
    const address = createAddressFromString(text);
    await state.putAccount(address, new Account(BigInt(account.nonce), BigInt(account.balance)));
    if (account.code !== "0x") await state.putCode(address, hexToBytes(account.code as PrefixedHexString));
    for (const [key, value] of Object.entries(account.storage)) {
      const slot = setLengthLeft(bigIntToBytes(BigInt(key)), 32);
      if (BigInt(value) !== 0n) await state.putStorage(address, slot, bigIntToBytes(BigInt(value)));
    }
  }
  await state.flush();
  return state;
}

/** Input for STORE_PAIRS, mostly deletions; or anything. */
function randomData(random: Random): Uint8Array {
  if (random.chance(60)) {
    const pairs = Array.from({ length: 1 + random.below(12) }, () => {
      const value = random.chance(65) ? 0n : BigInt(random.next());
      return Buffer.concat([hexToBytes(hex(BigInt(random.below(40)), 32)), hexToBytes(hex(value, 32))]);
    });
    return Buffer.concat(pairs);
  }
  return Uint8Array.from({ length: random.below(300) }, () => (random.chance(40) ? 0 : random.below(256)));
}

export function randomTransaction(
  random: Random,
  common: Common,
  keys: Uint8Array[],
  nonces: bigint[],
  targets: bigint[],
) {
  const sender = random.below(keys.length);
  const key = keys[sender]!;
  const creates = random.chance(8);
  const to = creates ? undefined : createAddressFromString(hex(random.pick(targets), 20));
  const types = [0];
  if (common.isActivatedEIP(2930)) types.push(1);
  if (common.isActivatedEIP(1559)) types.push(2, 2);
  if (common.isActivatedEIP(4844)) types.push(3);
  if (common.isActivatedEIP(7702)) types.push(4, 4);
  let type = random.pick(types);
  if (creates && type > 2) type = 2;
  const accessList = Array.from({ length: random.below(3) }, () => ({
    address: hex(random.pick(targets), 20),
    storageKeys: Array.from({ length: random.below(3) }, () => hex(BigInt(random.below(40)), 32)),
  }));
  const authorizationList = Array.from({ length: 1 + random.below(3) }, () => {
    const signer = random.below(keys.length);
    const nonce = nonces[signer]! + (signer === sender ? 1n : 0n) + (random.chance(20) ? 1n : 0n);
    const authorization = {
      chainId: random.chance(50) ? "0x" : `0x${common.chainId().toString(16)}`,
      address: hex(random.chance(15) ? 0n : random.pick(targets), 20),
      nonce: nonce === 0n ? "0x" : (`0x${nonce.toString(16)}` as const),
    };
    return eoaCode7702SignAuthorization(authorization as never, keys[signer]!);
  });
  const data = {
    type,
    chainId: common.chainId(),
    nonce: nonces[sender]!,
    gasLimit: BigInt(30_000 + random.below(400_000)),
    to,
    value: BigInt(random.chance(50) ? 0 : random.below(10_000)),
    data: randomData(random),
    ...(type < 2
      ? { gasPrice: 20n * GWEI }
      : { maxFeePerGas: 30n * GWEI, maxPriorityFeePerGas: BigInt(random.below(5)) * GWEI }),
    ...(type >= 1 ? { accessList } : {}),
    ...(type === 3
      ? {
          maxFeePerBlobGas: 10n * GWEI,
          blobVersionedHashes: Array.from({ length: 1 + random.below(3) }, () => `0x01${"ab".repeat(31)}`),
        }
      : {}),
    ...(type === 4 ? { authorizationList } : {}),
  };
  return { sender, transaction: createTx(data as never, { common }).sign(key) };
}

/** The block of a seed. */
export async function randomBlock(seed: number): Promise<RandomBlock> {
  const random = new Random(seed);
  const [hardfork, network] = random.pick(RULES);
  const common = new Common({ chain: Mainnet, hardfork, customCrypto: { kzg: kzg as never } });
  const keys = Array.from({ length: 6 }, (_, i) =>
    setLengthLeft(bigIntToBytes(BigInt(seed) * 16n + BigInt(i) + 1n), 32),
  );
  const owned = keys.map((key) => BigInt(createAddressFromPrivateKey(key).toString()));
  const contracts = Array.from({ length: 12 }, (_, i) => 0x1000n + BigInt(i));
  const precompiles = Array.from({ length: 18 }, (_, i) => BigInt(i === 17 ? 0x100 : i + 1));
  const system = SYSTEM_CONTRACTS.map((address) => BigInt(address));
  const targets = [...contracts, ...contracts, ...owned, ...precompiles, ...system, 0xdeadn + BigInt(seed)];
  const alloc = randomAlloc(random, contracts, keys, targets);
  const nonces = keys.map((key) => BigInt(alloc[createAddressFromPrivateKey(key).toString()]!.nonce));
  const stateManager = await stateOf(common, alloc);
  const stateRoot = await stateManager.getStateRoot();
  const proofOfStake = common.gteHardfork("paris");
  const parent = createBlockHeader(
    {
      number: 100n,
      timestamp: 1_000_000n,
      gasLimit: 30_000_000n,
      gasUsed: common.isActivatedEIP(1559) ? 15_000_000n : 0n,
      stateRoot,
      ...(proofOfStake ? { difficulty: 0n } : { difficulty: 1_000_000n }),
      ...(common.isActivatedEIP(1559) ? { baseFeePerGas: 7n * GWEI } : {}),
      ...(common.isActivatedEIP(4844) ? { excessBlobGas: BigInt(random.below(20)) * 131_072n, blobGasUsed: 0n } : {}),
    },
    { common },
  );
  const blockchain = {
    getBlock: async () => ({ hash: () => parent.hash() }),
    putBlock: async () => {},
    shallowCopy: () => blockchain,
  };
  const vm = await createVM({ common, stateManager, blockchain: blockchain as never });
  const builder = await buildBlock(vm, {
    parentBlock: { header: parent, hash: () => parent.hash() } as never,
    headerData: {
      coinbase: random.chance(50) ? createAddressFromString(hex(random.pick(targets), 20)) : createZeroAddress(),
      timestamp: 1_000_012n,
      gasLimit: 30_000_000n,
      ...(proofOfStake ? { mixHash: hexToBytes(`0x${"5a".repeat(32)}`) } : {}),
      ...(common.isActivatedEIP(4788) ? { parentBeaconBlockRoot: hexToBytes(`0x${"b4".repeat(32)}`) } : {}),
    },
    ...(common.isActivatedEIP(4895)
      ? {
          withdrawals: Array.from({ length: random.below(4) }, (_, i) => ({
            index: BigInt(i),
            validatorIndex: BigInt(random.below(1000)),
            address: createAddressFromString(hex(random.pick(targets), 20)),
            amount: BigInt(random.chance(20) ? 0 : random.below(1000)),
          })),
        }
      : {}),
    blockOpts: {
      putBlockIntoBlockchain: false,
      freeze: false,
      ...(proofOfStake ? {} : { calcDifficultyFromHeader: parent }),
    },
  });
  let transactions = 0;
  for (let n = 1 + random.below(8); n > 0; n--) {
    try {
      const { sender, transaction } = randomTransaction(random, common, keys, nonces, targets);
      await builder.addTransaction(transaction, { allowNoBlobs: true });
      transactions++;
      nonces[sender]!++;
    } catch {
      // Invalid in this block: too little gas, or a sender that now has code. The next one, then.
    }
    // An authorization raises its signer's nonce too.
    for (const [i, address] of owned.entries()) {
      nonces[i] = (await stateManager.getAccount(createAddressFromString(hex(address, 20))))?.nonce ?? 0n;
    }
  }
  const { block } = await builder.build();
  return {
    network,
    alloc,
    parentHeader: parent.serialize(),
    block: block.serialize(),
    hash: bytesToHex(block.hash()),
    stateRoot: bytesToHex(block.header.stateRoot),
    transactions,
    gasUsed: block.header.gasUsed,
  };
}
