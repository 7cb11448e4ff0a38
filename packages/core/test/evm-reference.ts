// The same message on @ethereumjs/evm: the other implementation that the EVM is compared with.
import { Common, Mainnet } from "@ethereumjs/common";
import { createEVM } from "@ethereumjs/evm";
import { SimpleStateManager } from "@ethereumjs/statemanager";
import { Account, Address } from "@ethereumjs/util";
import { type AccountState, addressBytes, bytes, type Call, COINBASE, ENVIRONMENT, type Fork, hex } from "./evm.js";

export interface ReferenceOutcome {
  success: boolean;
  gasLeft: bigint;
  output: string;
  refund: bigint;
  logs: { address: string; topics: string[]; data: string }[];
  /** Undefined: no such account. */
  account(address: bigint): Promise<{ nonce: bigint; balance: bigint; codeHash: string } | undefined>;
  storage(address: bigint, key: bigint): Promise<bigint>;
  created: string;
  error?: string;
}

const HARDFORK: Partial<Record<Fork, string>> = { frontier: "chainstart" };

const wordBytes = (value: bigint) => bytes(value.toString(16).padStart(64, "0"));
const addressOf = (address: bigint) => new Address(addressBytes(address));

export async function runReference(
  fork: Fork,
  accounts: Map<bigint, AccountState>,
  call: Call & { gas: bigint; from: bigint },
  warm: bigint[],
  onStep?: (step: unknown) => void,
): Promise<ReferenceOutcome> {
  const common = new Common({ chain: Mainnet, hardfork: HARDFORK[fork] ?? fork });
  const stateManager = new SimpleStateManager({ common });
  for (const [address, state] of accounts) {
    const at = addressOf(address);
    await stateManager.putAccount(at, new Account(state.nonce ?? 0n, state.balance ?? 0n));
    if (state.code?.length) await stateManager.putCode(at, state.code);
    for (const [key, value] of state.storage ?? [])
      if (value !== 0n) await stateManager.putStorage(at, wordBytes(key), bytes(trim(value)));
  }
  const evm = await createEVM({ common, stateManager });
  if (onStep) evm.events.on("step", onStep);
  for (const address of warm) evm.journal.addWarmedAddress(addressBytes(address));
  const block = {
    header: {
      number: ENVIRONMENT.number,
      coinbase: addressOf(COINBASE),
      timestamp: ENVIRONMENT.timestamp,
      difficulty: ENVIRONMENT.difficulty,
      prevRandao: wordBytes(ENVIRONMENT.difficulty),
      gasLimit: ENVIRONMENT.gasLimit,
      baseFeePerGas: ENVIRONMENT.baseFee,
      getBlobGasPrice: () => ENVIRONMENT.blobBaseFee,
    },
  };
  const result = await evm.runCall({
    caller: addressOf(call.from),
    ...(call.to === undefined ? {} : { to: addressOf(call.to) }),
    value: call.value ?? 0n,
    data: call.data ?? new Uint8Array(0),
    gasLimit: call.gas,
    gasPrice: ENVIRONMENT.gasPrice,
    block: block as never,
    // The message stands for a transaction whose sender's nonce was counted up before.
    skipNonceIncrement: true,
    blobVersionedHashes: [],
  });
  const { execResult } = result;
  return {
    success: execResult.exceptionError === undefined,
    gasLeft: call.gas - execResult.executionGasUsed,
    output: hex(execResult.returnValue),
    refund: execResult.gasRefund ?? 0n,
    logs: (execResult.logs ?? []).map(([address, topics, data]) => ({
      address: hex(address),
      topics: topics.map(hex),
      data: hex(data),
    })),
    async account(address) {
      const found = await stateManager.getAccount(addressOf(address));
      return found && { nonce: found.nonce, balance: found.balance, codeHash: hex(found.codeHash) };
    },
    async storage(address, key) {
      const value = await stateManager.getStorage(addressOf(address), wordBytes(key));
      return value.length ? BigInt(`0x${hex(value)}`) : 0n;
    },
    created: result.createdAddress ? hex(result.createdAddress.bytes) : "",
    ...(execResult.exceptionError ? { error: execResult.exceptionError.error } : {}),
  };
}

/** Storage values are kept without leading zeros. */
function trim(value: bigint): string {
  const text = value.toString(16);
  return text.length % 2 ? `0${text}` : text;
}
