// Random, seeded work for blocks by @ethereumjs/vm: all that anvil cannot do by the rules. Slots are written and cleared so that tries
// collapse at every depth, accounts are deleted, blobs, requests, empty accounts.
import type { TypedTransaction } from "@ethereumjs/tx";
import { createAddressFromString, eoaCode7702SignAuthorization, hexToBytes } from "@ethereumjs/util";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Random } from "../../packages/core/test/bytecode.ts";
import { CONSOLIDATION_REQUESTS, KEYS, SENDERS, WITHDRAWAL_REQUESTS, type World } from "../blocks/world.ts";
import {
  CREATE_AND_CALL,
  create2,
  createAddress,
  DESTROY,
  deploying,
  deployingWithStorage,
  LOOK,
  STORE_BLOCK_HASH,
  STORE_PAIRS,
  word,
} from "./contracts.ts";
import { slotPool } from "./slotPool.ts";
import type { WorldNode } from "./worldNode.ts";

type Hex = `0x${string}`;

export class WorldWork {
  readonly #world: World;
  readonly #node: WorldNode;
  #random: Random;
  readonly #slots = slotPool();
  readonly #stores: Hex[] = [];
  /** Addresses that exist before their contract, which destroys itself at once. */
  readonly #doomed: { salt: string; init: string; address: Hex }[] = [];
  #factory!: Hex;
  #hashes!: Hex;
  #look!: Hex;
  #salts = 0;

  private constructor(world: World, node: WorldNode, random: Random) {
    this.#world = world;
    this.#node = node;
    this.#random = random;
  }

  /** Deploys the contracts in a block of their own. */
  static async start(world: World, node: WorldNode, random: Random): Promise<WorldWork> {
    const work = new WorldWork(world, node, random);
    const created: Hex[] = [];
    await world.build([], async (offer) => {
      for (const code of [STORE_PAIRS, STORE_PAIRS, STORE_PAIRS, CREATE_AND_CALL, STORE_BLOCK_HASH, LOOK]) {
        const transaction = await work.#signed(0, { data: `0x${deploying(code)}` });
        created.push(createAddress(SENDERS[0]!, transaction.nonce));
        if (!(await offer(transaction))) throw new Error("a deployment was refused");
      }
    });
    work.#stores.push(...created.slice(0, 3));
    [work.#factory, work.#hashes, work.#look] = created.slice(3) as [Hex, Hex, Hex];
    return work;
  }

  /** Goes on with another seed: the chain from here is another one. */
  continued(random: Random): this {
    this.#random = random;
    return this;
  }

  /** Builds one block. */
  async block(): Promise<void> {
    const random = this.#random;
    const withdrawals = Array.from({ length: random.below(3) }, (_, i) => ({
      index: BigInt(i),
      validatorIndex: 7n,
      address: random.chance(50) ? random.pick(SENDERS) : this.#randomAddress(),
      amount: BigInt(random.below(1000)),
    }));
    await this.#world.build(withdrawals, async (offer) => {
      for (let n = random.below(9); n > 0; n--) await offer(await this.#transaction());
    });
  }

  async #signed(sender: number, data: Record<string, unknown>): Promise<TypedTransaction> {
    const baseFee = this.#world.parent.header.baseFeePerGas!;
    return await this.#world.transaction(sender, {
      type: 2,
      gasLimit: 3_000_000n,
      maxFeePerGas: 3n * baseFee + 2_000_000n,
      maxPriorityFeePerGas: BigInt(this.#random.below(3)) * 1_000_000n,
      ...data,
    } as never);
  }

  /** Input for STORE_PAIRS: values, or in half of all cases mostly zeros. */
  #pairs(account: Hex): Hex {
    const clearing = this.#random.chance(50);
    const known = this.#node.slots.get(account) ?? new Set<Hex>();
    this.#node.slots.set(account, known);
    const pairs = Array.from({ length: 1 + this.#random.below(clearing ? 60 : 14) }, () => {
      const value = this.#random.chance(clearing ? 95 : 15) ? 0 : 1 + this.#random.next();
      const slot = this.#random.pick(this.#slots);
      known.add(`0x${slot}`);
      return slot + word(value);
    });
    return `0x${pairs.join("")}`;
  }

  #randomAddress(): Hex {
    const hash = keccak_256(Buffer.from(`${this.#random.next()}`));
    return `0x${Buffer.from(hash).toString("hex").slice(0, 40)}`;
  }

  async #transaction(): Promise<TypedTransaction> {
    const random = this.#random;
    const sender = random.below(KEYS.length);
    const store = (): Record<string, unknown> => {
      const to = random.chance(15) ? random.pick(SENDERS) : random.pick(this.#stores);
      return { to, data: this.#pairs(to) };
    };
    const type = random.below(14);
    switch (type) {
      case 0:
        return await this.#signed(sender, { to: this.#randomAddress(), value: BigInt(random.below(2)) });
      case 1:
        return await this.#signed(sender, {
          data: `0x${deployingWithStorage(random.chance(50) ? STORE_PAIRS : DESTROY, random.below(9))}`,
        });
      case 2:
      case 3:
        return await this.#signed(sender, this.#creation());
      case 4: {
        const doomed = this.#doomed.at(random.below(Math.max(1, this.#doomed.length)));
        return await this.#signed(sender, { to: doomed?.address ?? SENDERS[0], value: 9n });
      }
      case 5: {
        // Only those that have no hash: this chain is in no ethereumjs blockchain. anvil's has the others.
        const depth = random.pick([0, 257, 1000]);
        return await this.#signed(sender, { to: this.#hashes, data: `0x${word(depth)}` });
      }
      case 6:
        return await this.#signed(sender, { to: this.#look, data: `0x${word(BigInt(this.#randomAddress()))}` });
      case 7:
        return await this.#signed(sender, {
          to: random.chance(50) ? WITHDRAWAL_REQUESTS : CONSOLIDATION_REQUESTS,
          value: 3n,
          data: `0x${"7a".repeat(random.chance(50) ? 56 : 96)}`,
        });
      case 8:
        return await this.#signed(sender, {
          ...store(),
          type: 3,
          maxFeePerBlobGas: 10n ** 12n,
          blobVersionedHashes: Array.from({ length: 1 + random.below(3) }, () => `0x01${"ab".repeat(31)}`),
        });
      case 9:
        return await this.#signed(sender, {
          ...store(),
          type: 4,
          authorizationList: [await this.#authorization(sender)],
        });
      case 10:
        return await this.#signed(sender, {
          ...store(),
          accessList: [
            { address: random.pick(this.#stores), storageKeys: [`0x${random.pick(this.#slots)}`, `0x${word(5)}`] },
            { address: this.#randomAddress(), storageKeys: [] },
          ],
        });
      default:
        return await this.#signed(sender, store());
    }
  }

  /** A contract that stays, or one that is gone when its transaction ends: often at an address that has a balance already, which is
   *  how an account is deleted after EIP-6780. */
  #creation(): Record<string, unknown> {
    const random = this.#random;
    if (random.chance(40)) {
      const salt = word(this.#salts++);
      return { to: this.#factory, value: BigInt(random.below(3)), data: `0x${salt}${deploying(STORE_PAIRS)}` };
    }
    if (this.#doomed.length < 12) {
      const salt = word(this.#salts++);
      const init = deployingWithStorage(DESTROY, random.below(4));
      this.#doomed.push({ salt, init, address: create2(this.#factory, salt, init) });
    }
    const { salt, init } = this.#doomed.splice(random.below(this.#doomed.length), 1)[0]!;
    return { to: this.#factory, value: BigInt(random.below(3)), data: `0x${salt}${init}` };
  }

  async #authorization(sender: number): Promise<object> {
    const random = this.#random;
    const signer = random.below(KEYS.length);
    const account = await this.#world.vm.stateManager.getAccount(createAddressFromString(SENDERS[signer]!));
    const nonce = (account?.nonce ?? 0n) + (signer === sender ? 1n : 0n) + (random.chance(20) ? 1n : 0n);
    return eoaCode7702SignAuthorization(
      {
        chainId: random.chance(50) ? "0x" : "0x1",
        address: random.chance(25) ? `0x${"00".repeat(20)}` : random.pick(this.#stores),
        nonce: nonce === 0n ? "0x" : `0x${nonce.toString(16)}`,
      } as never,
      hexToBytes(`0x${Buffer.from(KEYS[signer]!).toString("hex")}`),
    );
  }
}
