// Random blocks that @ethereumjs/vm builds: transactions of every type, requests, deposits, delegations, withdrawals.
import type { Block } from "@ethereumjs/block";
import type { TypedTransaction } from "@ethereumjs/tx";
import {
  bigIntToHex,
  bigIntToUnpaddedBytes,
  bytesToHex,
  eoaCode7702SignAuthorization,
  setLengthLeft,
} from "@ethereumjs/util";
import type { Random } from "../../packages/core/test/bytecode.ts";
import {
  CONSOLIDATION_REQUESTS,
  CONTRACTS,
  DEPOSIT_CONTRACT,
  KEYS,
  SENDERS,
  WITHDRAWAL_REQUESTS,
  type World,
} from "./world.ts";

type Hex = `0x${string}`;

const word = (value: bigint): Uint8Array => setLengthLeft(bigIntToUnpaddedBytes(value), 32);
const bytes = (random: Random, length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256));
const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** A deposit event's data with random fields. */
function depositData(random: Random): Uint8Array {
  const field = (size: number) =>
    join(word(BigInt(size)), bytes(random, size), new Uint8Array((32 - (size % 32)) % 32));
  return join(...[160n, 256n, 320n, 384n, 512n].map(word), ...[48, 32, 8, 96, 8].map(field));
}

interface Draft {
  to?: Hex;
  value: bigint;
  data: Uint8Array;
  gasLimit: bigint;
}

function draft(random: Random, round: number): Draft {
  const contract = (name: string) => CONTRACTS[name]!.address;
  const small = BigInt(random.below(5));
  const sender = SENDERS[random.below(SENDERS.length)]!;
  const call = (to: Hex, data: Uint8Array = new Uint8Array(0), value = 0n, gasLimit = 400_000n): Draft => ({
    to,
    data,
    value,
    gasLimit,
  });
  switch (random.below(14)) {
    case 0:
      return call(sender, new Uint8Array(0), BigInt(random.below(1_000_000)), 21_000n);
    case 1:
      // An account that nobody has seen, now and then with a value of zero (EIP-161).
      return call(bytesToHex(bytes(random, 20)) as Hex, new Uint8Array(0), small, 60_000n);
    case 2:
    case 3:
      return call(contract("write"), join(word(small), word(BigInt(random.below(3)))));
    case 4:
      return call(contract("log"), bytes(random, random.below(100)));
    case 5:
      return call(contract(random.below(2) === 0 ? "revert" : "invalid"), new Uint8Array(0), 0n, 100_000n);
    case 6:
      return call(contract("environment"), new Uint8Array(0), small, 500_000n);
    case 7:
      return call(contract("look"), word(BigInt(sender)), 0n, 600_000n);
    case 8:
      return call(contract("create"), new Uint8Array(0), 5n, 500_000n);
    case 9:
      return call(DEPOSIT_CONTRACT, depositData(random), 0n, 200_000n);
    case 10:
      return call(
        WITHDRAWAL_REQUESTS,
        join(bytes(random, 48), bytes(random, 8)),
        BigInt(1 + random.below(3)),
        400_000n,
      );
    case 11:
      return call(CONSOLIDATION_REQUESTS, bytes(random, 96), BigInt(1 + random.below(3)), 500_000n);
    case 12:
      // Much data and little gas: the floor of EIP-7623 decides.
      return call(sender, bytes(random, 2_000 + round), 0n, 150_000n);
    default:
      return { value: small, data: CONTRACTS["create"]!.code, gasLimit: 700_000n };
  }
}

/** Authorizations of EIP-7702, some of which do not hold. */
async function authorizations(world: World, random: Random) {
  const list = [];
  for (let i = 0; i <= random.below(3); i++) {
    const authority = random.below(KEYS.length);
    const account = await world.vm.stateManager.getAccount(world.address(authority));
    const target = [
      CONTRACTS["write"]!.address,
      CONTRACTS["environment"]!.address,
      SENDERS[0]!,
      `0x${"00".repeat(20)}`,
      `0x${"00".repeat(19)}04`,
    ][random.below(5)]!;
    const nonce = (account?.nonce ?? 0n) + BigInt([0, 0, 0, 1][random.below(4)]!);
    const chainId = BigInt([0, 1, 1, 2][random.below(4)]!);
    list.push(
      eoaCode7702SignAuthorization(
        { chainId: bigIntToHex(chainId), address: target as Hex, nonce: bigIntToHex(nonce) },
        KEYS[authority]!,
      ),
    );
  }
  return list;
}

async function randomTransaction(
  world: World,
  random: Random,
  types: number,
  round: number,
): Promise<TypedTransaction> {
  const sender = random.below(KEYS.length);
  const type = random.below(types);
  const baseFee = world.parent.header.baseFeePerGas!;
  const { to, ...call } = draft(random, round);
  const priority = BigInt(random.below(3)) * 1_000_000n;
  const fees =
    type < 2
      ? { gasPrice: baseFee * 2n + priority }
      : { maxFeePerGas: baseFee * 2n + priority, maxPriorityFeePerGas: priority };
  const accessList =
    random.below(2) === 0
      ? []
      : [
          { address: CONTRACTS["write"]!.address, storageKeys: [bytesToHex(word(1n)) as Hex] },
          { address: bytesToHex(bytes(random, 20)) as Hex, storageKeys: [] },
        ];
  const recipient = to ?? (type >= 3 ? CONTRACTS["environment"]!.address : undefined);
  return await world.transaction(sender, {
    type,
    ...call,
    ...fees,
    ...(recipient ? { to: recipient } : {}),
    ...(type > 0 ? { accessList } : {}),
    ...(type === 3
      ? {
          maxFeePerBlobGas: 10n ** 12n,
          blobVersionedHashes: Array.from({ length: 1 + random.below(6) }, () => `0x01${"ab".repeat(31)}` as Hex),
        }
      : {}),
    ...(type === 4 ? { authorizationList: await authorizations(world, random) } : {}),
  } as never);
}

/** Builds `length` blocks with transactions of the first `types` types. */
export async function randomChain(world: World, random: Random, length: number, types: number): Promise<Block[]> {
  for (let round = 0; round < length; round++) {
    const withdrawals = Array.from({ length: random.below(3) }, (_, i) => ({
      index: BigInt(i),
      validatorIndex: 7n,
      address: [SENDERS[0]!, bytesToHex(bytes(random, 20)) as Hex][random.below(2)]!,
      amount: BigInt(1 + random.below(1_000)),
    }));
    await world.build(withdrawals, async (offer) => {
      const wanted = random.below(9);
      for (let i = 0; i < wanted; i++) await offer(await randomTransaction(world, random, types, round));
    });
  }
  return world.blocks;
}
