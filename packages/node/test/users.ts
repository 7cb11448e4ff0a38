// People on L2 with keys, whose transactions viem signs.

import { createHash } from "node:crypto";
import type { Hex } from "@assay/core/hex";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

type Request = Parameters<PrivateKeyAccount["signTransaction"]>[0];

export class User {
  readonly account: PrivateKeyAccount;
  readonly #chainId: number;
  nonce = 0;

  constructor(name: string, chainId: bigint) {
    this.account = privateKeyToAccount(`0x${createHash("sha256").update(name).digest("hex")}`);
    this.#chainId = Number(chainId);
  }

  get address(): Hex {
    return this.account.address.toLowerCase() as Hex;
  }

  /** A signed transaction with the next nonce, as EIP-2718 bytes; of type 2 unless another is said. */
  async sign(request: Record<string, unknown>): Promise<Uint8Array> {
    const prices =
      request["type"] === "legacy" || request["type"] === "eip2930"
        ? { gasPrice: 3_000_000_000n }
        : { type: "eip1559", maxFeePerGas: 3_000_000_000n, maxPriorityFeePerGas: 1_000_000n };
    const all = { chainId: this.#chainId, nonce: this.nonce++, gas: 100_000n, ...prices, ...request };
    const raw = await this.account.signTransaction(all as Request);
    return new Uint8Array(Buffer.from(raw.slice(2), "hex"));
  }
}
