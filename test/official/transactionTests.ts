// TransactionTests: bytes that are a transaction of a fork, with its sender, hash and intrinsic gas, or are not, with the
// reason. Each file gives a verdict for every fork.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { decodeErrorRecord, RECORD_BYTES } from "../../packages/core/src/errorRecord.ts";
import { FORKS } from "../../packages/core/src/forks.ts";
import { allowedCodes } from "./exceptions.ts";
import { bytesOf, hexOf, integerOf } from "./hexFields.ts";
import { forkOf } from "./networks.ts";
import type { OfficialCore } from "./officialCore.ts";
import { type CaseResult, caseOf } from "./result.ts";

interface TransactionVerdict {
  exception?: string;
  sender?: string;
  hash?: string;
  intrinsicGas: string;
}

interface TransactionTestJson {
  txbytes: string;
  result: Record<string, TransactionVerdict>;
}

const CHAIN_ID = 1n;

/** Fork in which a type came: EIP-2930, EIP-1559. */
function firstFork(type: number): number {
  return type === 1 ? FORKS.berlin : type === 2 ? FORKS.london : FORKS.frontier;
}

function judge(
  id: string,
  bytes: Uint8Array,
  network: string,
  expected: TransactionVerdict,
  core: OfficialCore,
): string | null {
  const { exports, place, read } = core.parts;
  exports.reset();
  let sender: string;
  try {
    sender = hexOf(read(exports.checkTransaction(place(bytes), bytes.length, FORKS[forkOf(network)], CHAIN_ID), 20));
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    const failure = decodeErrorRecord(read(exports.errorRecord(), RECORD_BYTES));
    if (failure?.verdict !== "invalid") return `stopped without a verdict: ${failure?.name ?? error.message}`;
    if (expected.exception === undefined) return `refused with ${failure.name} (${failure.message})`;
    if (allowedCodes(expected.exception.split("|"), id).has(failure.name)) return null;
    // Where the type does not exist yet that comes first, whatever else is wrong with the bytes.
    if (failure.name === "TX_TYPE_BEFORE_FORK" && FORKS[forkOf(network)] < firstFork(bytes[0]!)) return null;
    return `refused with ${failure.name} (${failure.message}) instead of ${expected.exception}`;
  }
  if (expected.exception !== undefined) return `accepted, though it must be refused with ${expected.exception}`;
  if (sender !== expected.sender) return `sender ${sender}, expected ${expected.sender}`;
  // The hash is over the bytes as they are: what is to be shown is that these bytes are the transaction.
  const hash = hexOf(keccak_256(bytes));
  if (hash !== expected.hash) return `hash ${hash}, expected ${expected.hash}`;
  const gas = exports.transactionIntrinsicGas();
  if (gas !== integerOf(expected.intrinsicGas))
    return `intrinsic gas ${gas}, expected ${Number(expected.intrinsicGas)}`;
  return null;
}

export function runTransactionTests(json: unknown, core: OfficialCore, wanted: (id: string) => boolean): CaseResult[] {
  return Object.entries(json as Record<string, TransactionTestJson>).flatMap(([name, test]) => {
    const bytes = bytesOf(test.txbytes);
    return Object.entries(test.result)
      .filter(([network]) => wanted(`${name} ${network}`))
      .map(([network, expected]) => {
        const id = `${name} ${network}`;
        return caseOf(id, network, () => judge(id, bytes, network, expected, core));
      });
  });
}
