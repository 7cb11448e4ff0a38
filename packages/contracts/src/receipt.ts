// Waits for a transaction by asking for its receipt, and nothing else: viem's own waiting also follows block numbers, and on
// a chain that makes blocks only for transactions it can wait for one that never comes.
import { type Hex, type PublicClient, type TransactionReceipt, TransactionReceiptNotFoundError } from "viem";

/** @returns null when the transaction is in no block after `timeoutMs` */
export async function waitForReceipt(
  chain: PublicClient,
  hash: Hex,
  timeoutMs: number,
): Promise<TransactionReceipt | null> {
  for (const deadline = Date.now() + timeoutMs; ; ) {
    try {
      return await chain.getTransactionReceipt({ hash });
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
    }
    if (Date.now() >= deadline) return null;
    await new Promise((resolve) => setTimeout(resolve, chain.pollingInterval));
  }
}
