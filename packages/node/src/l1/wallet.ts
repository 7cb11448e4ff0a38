// An account that sends transactions to L1: signed here, nonces counted here.
import { type Hex, toHex } from "@assay/core/hex";
import { commitmentOf, loadKzg, versionedHash } from "@assay/program/blob";
import { getContractAddress } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { L1Client } from "./l1Client.ts";

export interface WalletFees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerBlobGas: bigint;
}

const GWEI = 1_000_000_000n;
const FEES: WalletFees = { maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: 1n, maxFeePerBlobGas: 100n * GWEI };
const TRANSFER_GAS = 21_000n;
/** The most that a byte of call data costs: EIP-7623's floor for one that is not zero. */
const GAS_PER_BYTE = 40n;

export interface Call {
  /** null: creates a contract. */
  readonly to: Hex | null;
  readonly data?: Uint8Array;
  readonly value?: bigint;
  /** By default what the data alone costs at most. */
  readonly gas?: bigint;
  /** 131,072 bytes each; there must be a recipient then. */
  readonly blobs?: readonly Uint8Array[];
}

export class Wallet {
  readonly #account: PrivateKeyAccount;
  readonly #client: L1Client;
  readonly #chainId: bigint;
  readonly #fees: WalletFees;
  #nonce: bigint | null = null;

  constructor(privateKey: Hex, client: L1Client, chainId: bigint, fees: WalletFees = FEES) {
    this.#account = privateKeyToAccount(privateKey);
    this.#client = client;
    this.#chainId = chainId;
    this.#fees = fees;
  }

  get address(): Hex {
    return this.#account.address.toLowerCase() as Hex;
  }

  /** Address of the contract that the next transaction creates, if it creates one. */
  async nextContract(): Promise<Hex> {
    this.#nonce ??= await this.#client.nonce(this.address);
    return getContractAddress({ from: this.address, nonce: this.#nonce }).toLowerCase() as Hex;
  }

  /** Signs and sends. @returns the transaction's hash @throws NodeFailure when the node refuses it */
  async send(call: Call): Promise<Hex> {
    this.#nonce ??= await this.#client.nonce(this.address);
    const { maxFeePerBlobGas, ...fees } = this.#fees;
    const data = call.data ?? new Uint8Array(0);
    const base = {
      ...fees,
      chainId: Number(this.#chainId),
      nonce: Number(this.#nonce),
      gas: call.gas ?? TRANSFER_GAS + GAS_PER_BYTE * BigInt(data.length),
      value: call.value ?? 0n,
      data: toHex(data),
    };
    const signed =
      call.blobs && call.to !== null
        ? await this.#account.signTransaction({
            ...base,
            type: "eip4844",
            to: call.to,
            maxFeePerBlobGas,
            ...sidecarsOf(call.blobs),
          })
        : await this.#account.signTransaction({ ...base, type: "eip1559", to: call.to });
    const hash = await this.#client.send(signed);
    this.#nonce++;
    return hash;
  }
}

/** EIP-4844, "Networking": the blobs travel with commitments and proofs, and stand in the block by their versioned hashes alone. */
function sidecarsOf(blobs: readonly Uint8Array[]) {
  const { computeBlobKzgProof } = loadKzg();
  const commitments = blobs.map(commitmentOf);
  return {
    blobVersionedHashes: commitments.map((commitment) => toHex(versionedHash(commitment))),
    sidecars: blobs.map((blob, i) => ({
      blob: toHex(blob),
      commitment: toHex(commitments[i]!),
      proof: toHex(Uint8Array.from(computeBlobKzgProof(blob, commitments[i]!))),
    })),
  };
}
