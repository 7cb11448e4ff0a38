// Precompiles that the OP Stack adds or limits, from its specifications ("Precompiles", and each fork's execution engine).
import type { Common } from "@ethereumjs/common";
import { EVMError, getActivePrecompiles, type PrecompileInput } from "@ethereumjs/evm";
import { p256 } from "@noble/curves/nist.js";
import { type OptimismFork, since } from "./optimismFees.ts";

type Run = NonNullable<ReturnType<ReturnType<typeof getActivePrecompiles>["get"]>>;
type Result = Awaited<ReturnType<Run>>;

const P256_GAS = 3450n;
const ADDRESS = { pairing: 8, g1Msm: 0x0c, g2Msm: 0x0e, blsPairing: 0x0f, p256: 0x100 };

function failed(gas: bigint): Result {
  return {
    returnValue: new Uint8Array(0),
    executionGasUsed: gas,
    exceptionError: new EVMError(EVMError.errorMessages.OUT_OF_GAS),
  };
}

/** RIP-7212. */
function p256Verify({ data, gasLimit }: PrecompileInput): Result {
  if (gasLimit < P256_GAS) return failed(gasLimit);
  const result = (returnValue: Uint8Array): Result => ({ returnValue, executionGasUsed: P256_GAS });
  if (data.length !== 160) return result(new Uint8Array(0));
  const key = new Uint8Array(65);
  key[0] = 4;
  key.set(data.subarray(96), 1);
  const one = new Uint8Array(32);
  one[31] = 1;
  try {
    const valid = p256.verify(data.subarray(32, 96), data.subarray(0, 32), key, { prehash: false, lowS: false });
    return result(valid ? one : new Uint8Array(0));
  } catch {
    return result(new Uint8Array(0));
  }
}

/** Bytes that each precompile takes at most. */
function limits(fork: OptimismFork): [number, number][] {
  if (since(fork, "jovian"))
    return [
      [ADDRESS.pairing, 81_984],
      [ADDRESS.g1Msm, 288_960],
      [ADDRESS.g2Msm, 278_784],
      [ADDRESS.blsPairing, 156_672],
    ];
  const granite: [number, number][] = since(fork, "granite") ? [[ADDRESS.pairing, 112_687]] : [];
  if (!since(fork, "isthmus")) return granite;
  return [...granite, [ADDRESS.g1Msm, 513_760], [ADDRESS.g2Msm, 488_448], [ADDRESS.blsPairing, 235_008]];
}

export function optimismPrecompiles(fork: OptimismFork, common: Common) {
  const standard = getActivePrecompiles(common);
  const hex = (address: number) => `0x${address.toString(16).padStart(40, "0")}` as const;
  const custom = limits(fork).map(([address, limit]) => {
    const run = standard.get(hex(address).slice(2))!;
    const limited = (input: PrecompileInput) => (input.data.length > limit ? failed(input.gasLimit) : run(input));
    return { address: hex(address), function: limited };
  });
  return since(fork, "fjord") ? [...custom, { address: hex(ADDRESS.p256), function: p256Verify }] : custom;
}
