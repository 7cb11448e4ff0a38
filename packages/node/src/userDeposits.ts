// Deposits that users made on L1: TransactionDeposited events of the portal. OP Stack specification, "User-deposited transactions".
import { rlpToInteger } from "@assay/chain/rlp";
import { type Hex, toHex } from "@assay/core/hex";
import { encodeDeposit, userSource } from "./depositTransaction.ts";
import { abiBytes } from "./eventData.ts";
import type { L1Log, L1Origin } from "./l1Origin.ts";

/** keccak-256 of "TransactionDeposited(address,address,uint256,bytes)". */
export const TRANSACTION_DEPOSITED: Hex = "0xb3813568d9991fc951961fcb4c784893574240a28925604d09fc577c55bb7c32";
const VERSION_0: Hex = `0x${"00".repeat(32)}`;
/** mint 32, value 32, gas limit 8, whether it creates a contract 1; then the data. */
const OPAQUE = { value: 32, gas: 64, creation: 72, data: 73 } as const;

/** The deposits in an L1 block, as EIP-2718 bytes. What the portal cannot have written is passed over: nothing that stands on L1 may
 *  stop the chain. */
export function userDeposits(origin: L1Origin, portal: Hex): Uint8Array[] {
  return origin.logs
    .filter(
      ({ address, topics }) => toHex(address) === portal && topics[0] && toHex(topics[0]) === TRANSACTION_DEPOSITED,
    )
    .flatMap((log) => readDeposit(log, origin.hash) ?? []);
}

function readDeposit({ topics, data, index }: L1Log, l1BlockHash: Uint8Array): Uint8Array | null {
  const [, from, to, version] = topics;
  if (!from || !to || !version || toHex(version) !== VERSION_0) return null;
  const opaque = abiBytes(data);
  if (!opaque || opaque.length < OPAQUE.data) return null;
  return encodeDeposit({
    sourceHash: userSource(l1BlockHash, index),
    from: toHex(from.subarray(12)),
    to: opaque[OPAQUE.creation] === 0 ? toHex(to.subarray(12)) : null,
    mint: rlpToInteger(opaque.subarray(0, OPAQUE.value)),
    value: rlpToInteger(opaque.subarray(OPAQUE.value, OPAQUE.gas)),
    gas: rlpToInteger(opaque.subarray(OPAQUE.gas, OPAQUE.creation)),
    isSystem: false,
    data: opaque.subarray(OPAQUE.data),
  });
}
