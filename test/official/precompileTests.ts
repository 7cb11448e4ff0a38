// Vectors of EIP-2537 and EIP-7951: input and output of one precompile, with the gas it takes.
import { FORKS } from "../../packages/core/src/forks.ts";
import { bytesOf, hexOf } from "./hexFields.ts";
import type { OfficialCore } from "./officialCore.ts";
import { type CaseResult, caseOf } from "./result.ts";

interface PrecompileVector {
  Name: string;
  Input: string;
  Expected?: string;
  ExpectedError?: string;
  Gas?: number;
}

/** Precompile of each file. Single multiplications are the MSM precompiles' case of one pair. */
const PRECOMPILES: readonly (readonly [RegExp, number])[] = [
  [/add_G1_bls/, 0x0b],
  [/(mul|msm)_G1_bls/, 0x0c],
  [/add_G2_bls/, 0x0d],
  [/(mul|msm)_G2_bls/, 0x0e],
  [/pairing_check_bls/, 0x0f],
  [/map_fp_to_G1_bls/, 0x10],
  [/map_fp2_to_G2_bls/, 0x11],
  [/test-vectors/, 0x100],
];

/** EIP-7951's vectors still say 3,450, the gas of the RIP-7212 they come from; the EIP's own text says 6,900. */
const P256_GAS = 6_900n;
const P256_VERIFY = 0x100;

const LARGE_GAS = 1n << 40n;

function judge(vector: PrecompileVector, precompile: number, core: OfficialCore): string | null {
  const { exports, place, read } = core.parts;
  exports.reset();
  const input = bytesOf(vector.Input);
  const address = place(input);
  const run = (gas: bigint) => exports.precompile(precompile, FORKS.osaka, address, input.length, gas);
  const left = run(LARGE_GAS);
  if (vector.ExpectedError !== undefined) return left < 0n ? null : `succeeded, expected: ${vector.ExpectedError}`;
  if (left < 0n) return "failed";
  const output = hexOf(read(exports.precompileOutput(), exports.precompileOutputLength()));
  if (output !== `0x${vector.Expected}`) return `output ${output}, expected 0x${vector.Expected}`;
  const gas = LARGE_GAS - left;
  const expected = precompile === P256_VERIFY ? P256_GAS : BigInt(vector.Gas!);
  if (gas !== expected) return `${gas} gas, expected ${expected}`;
  return run(gas - 1n) < 0n ? null : "one gas less is enough too";
}

export function runPrecompileTests(
  json: unknown,
  core: OfficialCore,
  wanted: (id: string) => boolean,
  file: string,
): CaseResult[] {
  const precompile = PRECOMPILES.find(([pattern]) => pattern.test(file))?.[1];
  if (precompile === undefined) throw new Error(`which precompile is ${file} about?`);
  return (json as PrecompileVector[])
    .filter(({ Name }) => wanted(Name))
    .map((vector) => caseOf(vector.Name, "Osaka", () => judge(vector, precompile, core)));
}
