// Running a verifier contract in Assay's own EVM.
//
// SOUNDNESS: code from a file or a chain is untrusted and may do anything: it runs on a state of its own with a gas limit, and only
// "succeeded and returned what a verifier returns" counts. An account without code would succeed too, so there has to be some. What
// code it was the answer says (keySource). Tests: contract.test.ts.
import { equalBytes } from "@assay/core/bytes";
import { type CallState, isOutcome, type MessageOutcome, runMessage } from "@assay/core/call";
import type { ForkName } from "@assay/core/forks";
import { InputError } from "@assay/core/inputError";
import type { Core } from "@assay/core/instance";
import { type Fault, fault } from "./fault.ts";

/** Contract code on its own, or an account in a chain's proven state. */
export interface VerifierContract {
  readonly source: "file" | "contract";
  readonly code: Uint8Array;
  readonly address?: Uint8Array;
  readonly chainId?: bigint;
  readonly state?: CallState;
}

/** Far more than any verifier takes, and a second of work at most. */
export const GAS_LIMIT = 30_000_000n;
const SOMEWHERE = new Uint8Array(20).fill(0xa5);

/** What a verifier says with success: nothing, or a true word. */
export type Answer = "nothing" | "true" | "either";

export interface ContractOutcome {
  readonly fault: Fault | null;
  readonly gas: bigint | null;
}

/** Deploys `initCode` and gives the code, or null when that fails. */
export function deploy(core: Core, initCode: Uint8Array, fork: ForkName): Uint8Array | null {
  const outcome = runMessage(core, { fork, data: initCode, gasLimit: GAS_LIMIT });
  if (!isOutcome(outcome)) throw new InputError("CORE_TRAPPED", outcome.message);
  return outcome.status === "success" ? outcome.output : null;
}

export function callVerifier(
  core: Core,
  contract: VerifierContract,
  data: Uint8Array,
  fork: ForkName,
  answer: Answer,
): ContractOutcome {
  if (contract.code.length === 0) {
    return { fault: fault("CONTRACT_HAS_NO_CODE", "there is no code at the verifier's address"), gas: null };
  }
  const { state, chainId, address: to = SOMEWHERE } = contract;
  const outcome = runMessage(core, {
    fork,
    to,
    data,
    gasLimit: GAS_LIMIT,
    ...(state ? { state } : { code: contract.code }),
    ...(chainId === undefined ? {} : { chainId }),
  });
  if (!isOutcome(outcome)) return { fault: fault("STATE_MISSING", outcome.message), gas: null };
  // An account that has no code in the proven state costs nothing to call, whatever the node said of it.
  const found =
    outcome.executionGas === 0n
      ? fault("CONTRACT_HAS_NO_CODE", "the verifier's code did nothing at all")
      : judge(outcome, answer);
  return { fault: found, gas: outcome.transactionGas };
}

function judge({ status, output }: MessageOutcome, answer: Answer): Fault | null {
  if (status !== "success") {
    const how = status === "revert" ? "reverted" : "ended in an exception";
    return fault("CALL_REVERTED", `the verifier contract ${how}`);
  }
  if (output.length === 0) {
    return answer === "true" ? fault("CALL_RETURNED_FALSE", "the verifier contract returned nothing, not true") : null;
  }
  if (answer === "nothing")
    return fault("CALL_RETURNED_FALSE", `the verifier returned ${output.length} bytes, not none`);
  const yes = new Uint8Array(32);
  yes[31] = 1;
  return equalBytes(output, yes) ? null : fault("CALL_RETURNED_FALSE", "the verifier contract did not return true");
}
