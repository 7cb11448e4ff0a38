// An L1 node and a key, for what sends transactions.
import { createPublicClient, createWalletClient, type Hex, http, type PublicClient, type WalletClient } from "viem";
import { privateKeyToAccount } from "viem/accounts";

export interface Connection {
  readonly chain: PublicClient;
  /** null without a key. */
  readonly wallet: WalletClient | null;
}

export function connect(url: string, key: Hex | null): Connection {
  const transport = http(url);
  return {
    chain: createPublicClient({ transport, pollingInterval: 500 }),
    wallet: key === null ? null : createWalletClient({ account: privateKeyToAccount(key), transport }),
  };
}
