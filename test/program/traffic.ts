// What users do on a chain, at random but from a seed: transactions of every type, state that grows and shrinks, withdrawals,
// precompiles; deposits from L1, and changes of the system configuration.
import { createHash } from "node:crypto";
import type { RollupFork } from "@assay/chain/rollupConfig";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import type { Devnet } from "@assay/node/devnet/devnet";
import { configCall, type PortalDeposit } from "@assay/node/devnet/l1Contracts";
import type { Call } from "@assay/node/l1/wallet";
import { isActive } from "@assay/node/rollupForks";
import { readAccount } from "@assay/node/stateTrie";
import { encodeFunctionData, getContractAddress, type TransactionSerializable } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { concatBytes } from "../../packages/core/src/bytes.ts";

/** Numbers below a limit, from a seed. */
export class Dice {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    const parts: Buffer[] = [];
    for (let size = 0; size < length; size += 32) {
      parts.push(
        createHash("sha256")
          .update(`${this.#seed} ${this.#count++}`)
          .digest(),
      );
    }
    return Uint8Array.from(Buffer.concat(parts).subarray(0, length));
  }

  below(limit: number): number {
    return new DataView(this.bytes(4).buffer).getUint32(0) % limit;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
}

const ETHER = 10n ** 18n;
const GAS_PRICE = 2n * 10n ** 9n;
const MESSAGE_PASSER: Hex = "0x4200000000000000000000000000000000000016";
const WITHDRAWAL_ABI = [
  {
    type: "function",
    name: "initiateWithdrawal",
    stateMutability: "payable",
    inputs: [
      { name: "target", type: "address" },
      { name: "gasLimit", type: "uint256" },
      { name: "data", type: "bytes" },
    ],
    outputs: [],
  },
] as const;

/** Stores each pair of words of its calldata: key, value. Without PUSH0, which Bedrock does not have. */
const STORE_CODE = "60005b3681101560185780602001358135556040016002565b00";
/** Deploys it. */
const STORE_INIT: Hex = `0x601a80600b6000396000f3${STORE_CODE}`;
/** Init code that stores, then fails. */
const FAILING_INIT: Hex = "0x600160005560006000fd";

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;

/** Precompiles by the fork that has them, each with an input that does something. */
const PRECOMPILES: readonly (readonly [RollupFork | null, number, (dice: Dice) => Uint8Array])[] = [
  [null, 0x01, (dice) => dice.bytes(128)],
  [null, 0x02, (dice) => dice.bytes(100)],
  [null, 0x05, () => concatBytes(...[1n, 1n, 1n].map((length) => fromHex(word(length))!), Uint8Array.of(2, 3, 5))],
  [null, 0x08, () => new Uint8Array(192)],
  ["ecotone", 0x0a, (dice) => dice.bytes(192)],
  ["fjord", 0x100, (dice) => dice.bytes(160)],
  ["isthmus", 0x0b, () => new Uint8Array(256)],
  ["isthmus", 0x0f, () => new Uint8Array(384)],
];

export class Traffic {
  readonly #devnet: Devnet;
  readonly #dice: Dice;
  readonly #users: readonly PrivateKeyAccount[];
  /** Contracts that store what they are told, and the keys that were set there. */
  readonly #stores: { address: Hex; keys: number }[] = [];
  readonly #nonces = new Map<string, number>();
  #changes = 0;

  /** The users must have funds in the genesis: `Traffic.funds`. */
  constructor(devnet: Devnet, seed: string) {
    this.#devnet = devnet;
    this.#dice = new Dice(seed);
    this.#users = Traffic.#accounts(seed);
  }

  static #accounts(seed: string): PrivateKeyAccount[] {
    return [1, 2, 3].map((i) => privateKeyToAccount(toHex(new Dice(`${seed} user ${i}`).bytes(32))));
  }

  static funds(seed: string): Record<Hex, bigint> {
    return Object.fromEntries(Traffic.#accounts(seed).map(({ address }) => [address.toLowerCase(), 1000n * ETHER]));
  }

  /** What is sent in the next L2 block, at most `most`. */
  async transactions(most: number): Promise<Uint8Array[]> {
    // What the last block left out must not leave a gap: nonces start from the state.
    this.#nonces.clear();
    const sent: Uint8Array[] = [];
    for (let i = this.#dice.below(most + 1); i > 0; i--) sent.push(await this.#transaction());
    return sent;
  }

  #nonce(account: PrivateKeyAccount): number {
    const { engine } = this.#devnet;
    const known = this.#nonces.get(account.address);
    const state = () => readAccount(engine.store.nodes, fromHex(engine.head.stateRoot)!, fromHex(account.address)!);
    const nonce = known ?? Number(state()?.nonce ?? 0n);
    this.#nonces.set(account.address, nonce + 1);
    return nonce;
  }

  /** The user who has sent most, and the nonce that comes next. */
  busiest(): { readonly account: PrivateKeyAccount; readonly nonce: number } {
    this.#nonces.clear();
    const users = this.#users.map((account) => ({ account, nonce: this.#nonce(account) }));
    return users.reduce((most, user) => (user.nonce > most.nonce ? user : most));
  }

  #has(fork: RollupFork): boolean {
    const { rollup, engine } = this.#devnet;
    return isActive(rollup, fork, engine.head.timestamp + rollup.blockTime);
  }

  async #transaction(): Promise<Uint8Array> {
    const dice = this.#dice;
    const user = dice.pick(this.#users);
    const action = this.#action(user);
    const nonce = this.#nonce(user);
    const base = { chainId: Number(this.#devnet.rollup.l2ChainId), gas: 400_000n, ...action, nonce };
    const fees = { maxFeePerGas: GAS_PRICE, maxPriorityFeePerGas: BigInt(dice.below(1000)) };
    const accessList = [{ address: MESSAGE_PASSER, storageKeys: [toHex(dice.bytes(32))] }];
    const kinds: (() => Promise<TransactionSerializable> | TransactionSerializable)[] = [
      () => ({ ...base, type: "legacy", gasPrice: GAS_PRICE }),
      () => ({ ...base, chainId: undefined, type: "legacy", gasPrice: GAS_PRICE }),
      () => ({ ...base, type: "eip2930", gasPrice: GAS_PRICE, accessList }),
      () => ({ ...base, type: "eip1559", ...fees, accessList: dice.below(2) === 0 ? accessList : [] }),
    ];
    if (this.#has("isthmus") && action.to !== undefined) {
      kinds.push(async () => {
        const authority = dice.pick(this.#users.filter((other) => other !== user));
        const contractAddress = dice.pick([...this.#stores.map(({ address }) => address), MESSAGE_PASSER]);
        const signed = { contractAddress, chainId: base.chainId, nonce: this.#nonce(authority) };
        return {
          ...base,
          type: "eip7702",
          ...fees,
          authorizationList: [await authority.signAuthorization(signed)],
        };
      });
    }
    return fromHex(await user.signTransaction(await dice.pick(kinds)()))!;
  }

  #action(user: PrivateKeyAccount): { to: Hex | undefined; value?: bigint; data?: Hex } {
    const dice = this.#dice;
    switch (dice.below(7)) {
      case 0:
        return { to: toHex(dice.bytes(20)), value: BigInt(dice.below(1000)) };
      case 1: {
        const created = createdAddress(user.address, this.#peekNonce(user));
        this.#stores.push({ address: created, keys: 0 });
        return { to: undefined, data: STORE_INIT };
      }
      case 2:
        return { to: undefined, data: FAILING_INIT };
      case 3: {
        const data = encodeFunctionData({
          abi: WITHDRAWAL_ABI,
          args: [user.address, BigInt(dice.below(100_000)), toHex(dice.bytes(dice.below(80)))],
        });
        return { to: MESSAGE_PASSER, value: BigInt(dice.below(10)), data };
      }
      case 4: {
        const known = PRECOMPILES.filter(([fork]) => fork === null || this.#has(fork));
        const [, address, input] = dice.pick(known);
        return { to: toHex(fromHex(word(BigInt(address)))!.subarray(12)), data: toHex(input(dice)) };
      }
      default:
        return this.#storing();
    }
  }

  /** Sets new keys of a contract, or clears old ones. */
  #storing(): { to: Hex; value?: bigint; data?: Hex } {
    const store = this.#stores.length > 0 ? this.#dice.pick(this.#stores) : null;
    if (!store) return { to: toHex(this.#dice.bytes(20)), value: 1n };
    const pairs: Hex[] = [];
    for (let i = 1 + this.#dice.below(6); i > 0; i--) {
      const clears = store.keys > 0 && this.#dice.below(2) === 0;
      const key = clears ? this.#dice.below(store.keys) : store.keys++;
      pairs.push(word(BigInt(key)), clears ? word(0n) : toHex(this.#dice.bytes(32)));
    }
    return { to: store.address, data: `0x${pairs.map((pair) => pair.slice(2)).join("")}` };
  }

  #peekNonce(user: PrivateKeyAccount): number {
    const nonce = this.#nonce(user);
    this.#nonces.set(user.address, nonce);
    return nonce;
  }

  /** A deposit through the portal, of one kind or another. */
  deposit(): PortalDeposit {
    const dice = this.#dice;
    const base = { to: toHex(dice.bytes(20)), mint: 0n, value: 0n, gas: 100_000n, data: new Uint8Array(0) };
    switch (dice.below(4)) {
      case 0:
        return { ...base, mint: ETHER, value: ETHER / 2n };
      case 1:
        return { ...base, to: null, gas: 300_000n, data: fromHex(STORE_INIT)! };
      case 2:
        // More than the sender has: it fails, and stands in the block.
        return { ...base, value: 10n ** 30n };
      default:
        return { ...base, mint: 5n, gas: 30_000n + BigInt(dice.below(50_000)), data: dice.bytes(dice.below(300)) };
    }
  }

  /** A change of the system configuration, one kind after the other; some of them the chain's forks do not know yet. */
  configChange(): Call {
    const dice = this.#dice;
    const at = this.#devnet.rollup.l1SystemConfigAddress;
    const changes: (() => Call)[] = [
      () => configCall(at, "setGasLimit", [21_000_000n + BigInt(dice.below(20_000_000))]),
      () =>
        this.#has("ecotone")
          ? configCall(at, "setGasConfigEcotone", [dice.below(10_000), dice.below(2_000_000)])
          : configCall(at, "setGasConfig", [BigInt(dice.below(500)), BigInt(dice.below(1_000_000))]),
      () => configCall(at, "setEIP1559Params", [50 + dice.below(400), 2 + dice.below(9)]),
      () => configCall(at, "setOperatorFeeScalars", [dice.below(1_000_000), BigInt(dice.below(1000))]),
      () => configCall(at, "setMinBaseFee", [BigInt(dice.below(1_000_000))]),
      () => configCall(at, "setDAFootprintGasScalar", [dice.below(800)]),
      () => configCall(at, "setUnsafeBlockSigner", [toHex(dice.bytes(20))]),
    ];
    return changes[this.#changes++ % changes.length]!();
  }
}

function createdAddress(sender: Hex, nonce: number): Hex {
  return getContractAddress({ from: sender, nonce: BigInt(nonce) }).toLowerCase() as Hex;
}
