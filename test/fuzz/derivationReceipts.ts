// Receipts and headers of L1 for the derivation fuzz: deposits and configuration updates with every part of them damaged, in
// blocks whose hashes are made of what is in them.
import { type RlpItem, rlpInteger } from "@assay/chain/rlp";
import { fromHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Random } from "../../packages/core/test/bytecode.ts";
import {
  joined,
  type L1Content,
  type Log,
  seededHash,
  type TestChain,
  word,
} from "../../packages/core/test/derivation-chain.ts";
import type { Counts } from "./derivationMutations.ts";
import { mutate } from "./mutate.ts";

type TestLog = Log & { readonly failed?: boolean };

const DEPOSITED = keccak_256(Buffer.from("TransactionDeposited(address,address,uint256,bytes)"));
const UPDATED = keccak_256(Buffer.from("ConfigUpdate(uint256,uint8,bytes)"));
const ODD_WORDS = [0n, 1n, 31n, 32n, 33n, 64n, 73n, 1n << 32n, 1n << 63n, 1n << 64n, (1n << 256n) - 1n];

function abi(
  bytes: Uint8Array,
  offset = 32n,
  length = BigInt(bytes.length),
  padding = (32 - (bytes.length % 32)) % 32,
): Uint8Array {
  return joined(word(offset), word(length), bytes, new Uint8Array(padding));
}

function deposit(random: Random, portal: Uint8Array): TestLog {
  const amount = () => word(random.pick([0n, 1n, 10n ** 18n, (1n << 128n) - 1n, 1n << 128n, (1n << 256n) - 1n]));
  const gas = word(random.pick([0n, 21_000n, 1_000_000n, (1n << 64n) - 1n])).subarray(24);
  const opaque = joined(
    amount(),
    amount(),
    gas,
    Uint8Array.of(random.pick([0, 0, 0, 1, 1, 2, 255])),
    seededHash(`${random.next()}`).subarray(0, random.below(33)),
  );
  const address = () => word(BigInt(random.next()));
  return { address: portal, topics: [DEPOSITED, address(), address(), word(0n)], data: abi(opaque) };
}

function update(random: Random, contract: Uint8Array): TestLog {
  const type = random.below(9);
  // The contract refuses EIP-1559 parameters with a zero, with which no block can be made.
  const parameters = () => word((BigInt(1 + random.below(500)) << 32n) | BigInt(1 + random.below(20)));
  const words = Array.from({ length: type === 1 ? 2 : 1 }, () =>
    type === 4 ? parameters() : word(random.pick([...ODD_WORDS, BigInt(random.next())])),
  );
  const data = abi(joined(...words));
  // The batcher stays, or what follows would be nobody's data.
  return { address: contract, topics: [UPDATED, word(0n), word(BigInt(type === 0 ? 3 : type))], data };
}

function damaged(random: Random, log: TestLog): TestLog {
  const { topics, data } = log;
  const value = () => word(random.pick(ODD_WORDS));
  return random.pick([
    () => ({ ...log, topics: topics.slice(0, random.below(topics.length)) }),
    () => ({ ...log, topics: [...topics, value()] }),
    () => ({ ...log, topics: topics.map((topic, i) => (i === random.below(topics.length) ? value() : topic)) }),
    () => ({ ...log, failed: true }),
    () => ({ ...log, address: seededHash(`${random.next()}`).subarray(0, 20) }),
    () => ({ ...log, data: joined(value(), data.subarray(32)) }),
    () => ({ ...log, data: joined(data.subarray(0, 32), value(), data.subarray(64)) }),
    () => ({ ...log, data: data.subarray(0, random.below(data.length)) }),
    () => ({ ...log, data: joined(data, new Uint8Array(random.pick([1, 31, 32, 64]))) }),
    () => ({ ...log, data: mutate(data, () => random.next()) }),
    () => ({ ...log, data: joined(data.subarray(0, -1), Uint8Array.of(1)) }),
  ])();
}

/** Whether what was made could be a block of L1: only then must derivation go on. */
export interface Plausibility {
  isL1: boolean;
}

/** Contents of one L1 block with logs, receipts and header damaged. */
export function hostileReceipts(random: Random, chain: TestChain, counts: Counts, plausible: Plausibility): L1Content {
  const portal = fromHex(chain.config.depositContractAddress)!;
  const contract = fromHex(chain.config.l1SystemConfigAddress)!;
  const logs = Array.from({ length: 4 + random.below(12) }, () => {
    let log = random.chance(60) ? deposit(random, portal) : update(random, contract);
    while (random.chance(45)) {
      counts.receipts++;
      log = damaged(random, log);
    }
    return log;
  });
  const changeReceipts = (receipts: Uint8Array[]) =>
    receipts.map((receipt) => {
      if (!random.chance(12)) return receipt;
      counts.receipts++;
      if (random.chance(40)) {
        // Another type: its logs count as those of any other, unless nobody knows the type yet.
        const type = random.pick([0, 1, 2, 3, 4, 5, 0x7d, 0x7e, 0x7f]);
        return type === 0 ? receipt.subarray(1) : joined(Uint8Array.of(type), receipt.subarray(1));
      }
      plausible.isL1 = false;
      const changed = mutate(receipt, () => random.next());
      return changed.length === 0 ? Uint8Array.of(0x80) : changed;
    });
  const changeHeader = (fields: RlpItem[]) => {
    if (!random.chance(30)) return fields;
    counts.headers++;
    const set = (i: number, item: RlpItem) => fields.map((field, k) => (k === i ? item : field));
    const time = BigInt(`0x${Buffer.from(fields[11] as Uint8Array).toString("hex") || "0"}`);
    return random.pick([
      // A bloom that hides the logs, and one that promises any.
      () => set(6, new Uint8Array(256)),
      () => set(6, new Uint8Array(256).fill(0xff)),
      () => set(15, rlpInteger(random.pick(ODD_WORDS))),
      () => set(18, rlpInteger(random.pick([0n, 400_000_000n, (1n << 64n) - 1n]))),
      () => fields.slice(0, random.pick([16, 17])),
      () => [...fields, new Uint8Array(32)],
      () => set(12, new Uint8Array(random.below(33))),
      () => {
        plausible.isL1 = false;
        return set(
          11,
          rlpInteger(random.pick([0n, time - 1n, time - 12n, time + 100n, time + (1n << 40n), (1n << 64n) - 1n])),
        );
      },
      () => {
        plausible.isL1 = false;
        return set(random.below(fields.length), random.chance(30) ? [] : new Uint8Array(random.below(40)));
      },
      () => {
        plausible.isL1 = false;
        return random.chance(50) ? fields.slice(0, random.below(fields.length)) : [...fields, new Uint8Array(1)];
      },
    ])();
  };
  return { logs, changeReceipts, changeHeader };
}
