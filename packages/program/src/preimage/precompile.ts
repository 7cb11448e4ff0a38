// Results of the precompiles that the client leaves to the oracle: computed here, never believed.
//
// A request is address (20) ++ required gas (u64) ++ input. The result is a status byte, 1 when the precompile succeeds, and what it
// returns. The preimage contract on L1 gets it by calling the precompile with that gas, so too little gas is a failure too.
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { InputError } from "@assay/core/inputError";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { loadKzg, versionedHash } from "./blob.ts";
import { blsOutput } from "./blsPrecompiles.ts";
import { bn254Pairing } from "./bn254Pairing.ts";
import { precompileGas } from "./precompileGas.ts";
import { bytes32, FIELD_ELEMENTS, FIELD_ORDER } from "./roots.ts";

const ADDRESS_BYTES = 20;
const GAS_BYTES = 8;
/** More than any L2 block can pay for: 30,000,000 gas of pairings are 170,000 bytes. */
const MAX_INPUT_BYTES = 16 * 1024 * 1024;

const POINT_EVALUATION_BYTES = 192;
const ECRECOVER_BYTES = 128;

function ecrecover(given: Uint8Array): Uint8Array {
  const input = new Uint8Array(ECRECOVER_BYTES);
  input.set(given.subarray(0, ECRECOVER_BYTES));
  const none = new Uint8Array(0);
  const v = input[63]!;
  if ((v !== 27 && v !== 28) || input.subarray(32, 63).some((byte) => byte !== 0)) return none;
  try {
    const signature = secp256k1.Signature.fromBytes(input.subarray(64, 128), "compact").addRecoveryBit(v - 27);
    const point = signature.recoverPublicKey(input.subarray(0, 32)).toBytes(false);
    const address = new Uint8Array(32);
    address.set(keccak_256(point.subarray(1)).subarray(12), 12);
    return address;
  } catch {
    // Not a signature: ecrecover then succeeds with nothing.
    return none;
  }
}

/** EIP-4844: versioned hash, z, y, commitment, proof. null when it fails. */
function pointEvaluation(input: Uint8Array): Uint8Array | null {
  if (input.length !== POINT_EVALUATION_BYTES) return null;
  const commitment = input.subarray(96, 144);
  if (!equalBytes(versionedHash(commitment), input.subarray(0, 32))) return null;
  const { verifyKzgProof } = loadKzg();
  try {
    // Copies: the native code takes views by their whole buffer.
    const ok = verifyKzgProof(
      commitment.slice(),
      input.slice(32, 64),
      input.slice(64, 96),
      input.slice(144, POINT_EVALUATION_BYTES),
    );
    return ok ? concatBytes(bytes32(BigInt(FIELD_ELEMENTS)), bytes32(FIELD_ORDER)) : null;
  } catch {
    return null;
  }
}

function outputOf(address: number, input: Uint8Array): Uint8Array | null {
  if (address === 0x01) return ecrecover(input);
  if (address === 0x08) return bn254Pairing(input);
  return address === 0x0a ? pointEvaluation(input) : blsOutput(address, input);
}

/** Status byte and output for a request. `hasGas` is false for op-program's first version, whose requests have no gas in them.
 *  @throws InputError HINT_BROKEN when the precompile is none of the accelerated ones, or the request is no request */
export function precompileResult(request: Uint8Array, hasGas: boolean): Uint8Array {
  const start = ADDRESS_BYTES + (hasGas ? GAS_BYTES : 0);
  const upper = request.subarray(0, ADDRESS_BYTES - 1).some((byte) => byte !== 0);
  const address = upper ? 0 : (request[ADDRESS_BYTES - 1] ?? 0);
  const input = request.subarray(start);
  const needed = precompileGas(address, input.length);
  if (needed === null || request.length < start || input.length > MAX_INPUT_BYTES) {
    throw new InputError("HINT_BROKEN", "a request for no accelerated precompile", { at: `precompile ${address}` });
  }
  const gas = hasGas ? new DataView(request.slice(ADDRESS_BYTES, start).buffer).getBigUint64(0) : needed;
  const output = gas < needed ? null : outputOf(address, input);
  return output === null ? Uint8Array.of(0) : concatBytes(Uint8Array.of(1), output);
}
