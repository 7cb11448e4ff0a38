// Random, seeded work for anvil: transfers, deployments, storage, CREATE2, self-destructs, access lists, delegations, block hashes.
//
// anvil 1.7.1 makes blocks against the rules as soon as a slot is zero (its tries keep zeros: read by a transaction or cleared), an
// account is empty or gone, a transaction carries blobs (their root is over the form that the network uses), or a request is made;
// anvil.test.ts has each. So the work here leaves those out, and worldWork.ts has them, in blocks by @ethereumjs/vm.
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createTx } from "@ethereumjs/tx";
import { bytesToHex, eoaCode7702SignAuthorization, hexToBytes, type PrefixedHexString } from "@ethereumjs/util";
import { keccak_256 } from "@noble/hashes/sha3.js";
import cKzg from "c-kzg";
import { kzg } from "../../bench/ethereumjs/kzg.ts";
import { Random } from "../../packages/core/test/bytecode.ts";
import type { Anvil } from "./anvil.ts";
import {
  CREATE_AND_CALL,
  DESTROY,
  deploying,
  deployingWithStorage,
  LOOK,
  STORE_BLOCK_HASH,
  STORE_PAIRS,
  word,
} from "./contracts.ts";
import { slotPool } from "./slotPool.ts";

type Hex = `0x${string}`;

/** anvil's own keys, from its mnemonic of junk. */
const KEYS = [
  "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
  "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
];
export const SENDERS: readonly Hex[] = [
  "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
  "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
  "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
  "0x90f79bf6eb2c4f870365e785982e1f101e93b906",
  "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65",
];
const GWEI = 10n ** 9n;
const GAS = "0x2dc6c0";

const common = new Common({
  chain: { ...Mainnet, chainId: 31337 },
  hardfork: Hardfork.Prague,
  customCrypto: { kzg: { ...kzg, verifyBlobProofBatch: () => true } as never },
});

function blobWithProof() {
  const blob = new Uint8Array(131_072);
  for (let i = 0; i < 4096; i++) blob[32 * i + 31] = i & 0xff;
  const commitment = cKzg.blobToKzgCommitment(blob);
  const proof = cKzg.computeBlobKzgProof(blob, commitment);
  return { blob: bytesToHex(blob), commitment: bytesToHex(commitment), proof: bytesToHex(proof) };
}

export class RandomWork {
  readonly #anvil: Anvil;
  readonly #random: Random;
  readonly #slots = slotPool();
  readonly #blob = blobWithProof();
  readonly stores: Hex[] = [];
  factory!: Hex;
  hashes!: Hex;
  look!: Hex;
  destroyed!: Hex;
  #salts = 0;
  #number = 2n;

  private constructor(anvil: Anvil, seed: number) {
    this.#anvil = anvil;
    this.#random = new Random(seed);
  }

  /** Deploys the contracts in a block of their own. */
  static async start(anvil: Anvil, seed: number): Promise<RandomWork> {
    const work = new RandomWork(anvil, seed);
    const codes = [STORE_PAIRS, STORE_PAIRS, STORE_PAIRS, CREATE_AND_CALL, STORE_BLOCK_HASH, LOOK, DESTROY];
    const hashes: string[] = [];
    for (const code of codes) hashes.push(await work.send({ data: `0x${deploying(code)}` }));
    await anvil.mine();
    const created: Hex[] = [];
    for (const hash of hashes) {
      const receipt = await anvil.call<{ contractAddress: Hex }>("eth_getTransactionReceipt", [hash]);
      created.push(receipt.contractAddress);
    }
    work.stores.push(...created.slice(0, 3));
    [work.factory, work.hashes, work.look, work.destroyed] = created.slice(3) as [Hex, Hex, Hex, Hex];
    return work;
  }

  /** Sends the transactions of one block and mines it. @returns its number */
  async block(): Promise<bigint> {
    for (let n = this.#random.below(9); n > 0; n--) {
      if (this.#random.chance(12)) await this.delegate();
      else await this.send(this.#transaction());
    }
    this.#number = await this.#anvil.mine();
    return this.#number;
  }

  async send(transaction: Record<string, unknown>): Promise<string> {
    const from = transaction["from"] ?? this.#random.pick(SENDERS);
    return await this.#anvil.call("eth_sendTransaction", [{ from, gas: GAS, ...this.#fees(), ...transaction }]);
  }

  #fees(): Record<string, string> {
    if (this.#random.chance(30)) return { gasPrice: `0x${(20n * GWEI).toString(16)}` };
    const tip = BigInt(this.#random.below(3)) * GWEI;
    return { maxFeePerGas: `0x${(20n * GWEI).toString(16)}`, maxPriorityFeePerGas: `0x${tip.toString(16)}` };
  }

  /** Input for STORE_PAIRS: never a zero. */
  #pairs(): Hex {
    const pairs = Array.from({ length: 1 + this.#random.below(24) }, () => {
      return this.#random.pick(this.#slots) + word(1 + this.#random.next());
    });
    return `0x${pairs.join("")}`;
  }

  #randomAddress(): Hex {
    return `0x${Buffer.from(keccak_256(Buffer.from(`${this.#random.next()}`)))
      .toString("hex")
      .slice(0, 40)}`;
  }

  #transaction(): Record<string, unknown> {
    const random = this.#random;
    const target = () => random.pick([...this.stores, ...SENDERS]);
    switch (random.below(12)) {
      case 0:
        return { to: this.#randomAddress(), value: `0x${(1 + random.below(3)).toString(16)}` };
      case 1:
        return { to: random.pick(SENDERS), value: "0x5", data: this.#pairs() };
      case 2:
        return { data: `0x${deployingWithStorage(random.chance(50) ? STORE_PAIRS : DESTROY, random.below(9))}` };
      case 3:
        return {
          to: this.factory,
          value: `0x${random.below(3)}`,
          data: `0x${word(this.#salts++)}${deploying(STORE_PAIRS)}`,
        };
      case 4:
        // Its balance goes to the caller, and it stays (EIP-6780).
        return { to: this.destroyed, value: `0x${1 + random.below(9)}` };
      case 5:
        return { to: this.hashes, data: `0x${word(1 + random.below(Math.min(255, Number(this.#number) - 1)))}` };
      case 6:
        return { to: this.look, data: `0x${word(BigInt(target()))}` };
      case 7:
        return {
          to: target(),
          data: this.#pairs(),
          accessList: [
            { address: random.pick(this.stores), storageKeys: [`0x${random.pick(this.#slots)}`, `0x${word(5)}`] },
            { address: this.#randomAddress(), storageKeys: [] },
          ],
        };
      default:
        return { to: random.pick(this.stores), data: this.#pairs() };
    }
  }

  /** A transaction with blobs. */
  async sendBlobs(count: number): Promise<void> {
    const sender = this.#random.below(KEYS.length);
    const nonce = BigInt(await this.#anvil.call<string>("eth_getTransactionCount", [SENDERS[sender], "pending"]));
    const times = <Item>(item: Item) => Array.from({ length: count }, () => item);
    const { blob, commitment, proof } = this.#blob;
    const versioned = `0x01${Buffer.from(await sha256(hexToBytes(commitment)))
      .toString("hex")
      .slice(2)}` as const;
    const data = {
      type: 3,
      chainId: 31337n,
      nonce,
      gasLimit: 400_000n,
      to: this.#random.pick(this.stores),
      value: 0n,
      data: this.#pairs(),
      maxFeePerGas: 20n * GWEI,
      maxPriorityFeePerGas: GWEI,
      maxFeePerBlobGas: 100n * GWEI,
      blobVersionedHashes: times(versioned),
    };
    const signed = createTx(data as never, { common }).sign(hexToBytes(`0x${KEYS[sender]!}`));
    const { RLP } = await import("@ethereumjs/rlp");
    const wrapper = [signed.raw(), times(hexToBytes(blob)), times(hexToBytes(commitment)), times(hexToBytes(proof))];
    await this.#anvil.call("eth_sendRawTransaction", [
      `0x03${Buffer.from(RLP.encode(wrapper as never)).toString("hex")}`,
    ]);
  }

  /** EIP-7702: somebody's account runs the code of a contract, or none any more; some authorizations do not hold. */
  async delegate(): Promise<void> {
    const [sender, signer] = [this.#random.below(KEYS.length), this.#random.below(KEYS.length)];
    const count = async (who: number) =>
      BigInt(await this.#anvil.call<string>("eth_getTransactionCount", [SENDERS[who], "pending"]));
    const nonce = await count(sender);
    const signerNonce = (await count(signer)) + (signer === sender ? 1n : 0n) + (this.#random.chance(20) ? 1n : 0n);
    const authorization = eoaCode7702SignAuthorization(
      {
        chainId: this.#random.chance(50) ? "0x" : "0x7a69",
        address: this.#random.chance(25) ? `0x${"00".repeat(20)}` : this.#random.pick(this.stores),
        nonce: signerNonce === 0n ? "0x" : (`0x${signerNonce.toString(16)}` as PrefixedHexString),
      } as never,
      hexToBytes(`0x${KEYS[signer]!}`),
    );
    const data = {
      type: 4,
      chainId: 31337n,
      nonce,
      gasLimit: 2_000_000n,
      to: SENDERS[signer],
      value: 0n,
      data: this.#pairs(),
      maxFeePerGas: 20n * GWEI,
      maxPriorityFeePerGas: GWEI,
      authorizationList: [authorization],
    };
    const signed = createTx(data as never, { common }).sign(hexToBytes(`0x${KEYS[sender]!}`));
    await this.#anvil.call("eth_sendRawTransaction", [bytesToHex(signed.serialize())]);
  }
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}
