// npm run fuzz:contract -- --source …/rvsol/src/RISCV.sol [--steps 1000] [--seed 1]
//
// Single steps of a guest and from random states, and tampered witnesses and proofs, on the fast and slow machine and by asterisc's contract
// on L1, whose source comes from a checkout of asterisc: the post-state's hash has to be the same, or the revert code.

import { parseArgs } from "node:util";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { beforeStep, provenStep } from "../../src/faultProof/fast/stepProof.ts";
import { MachineFault } from "../../src/faultProof/fault.ts";
import { type StepInput, stepFromWitness } from "../../src/faultProof/slow/step.ts";
import type { MachineOracle } from "../../src/oracle.ts";
import { blockCase, inputOracle } from "../guests/blocks.ts";
import { guestState } from "../guests/machine.ts";
import { Random } from "../riscv/random.ts";
import { CONTEXT, machineOf, preimageContract } from "./agreement.ts";
import { type ContractStep, contractStep } from "./contract.ts";
import { type RandomState, randomState } from "./states.ts";

const { values: flags } = parseArgs({
  options: {
    source: { type: "string" },
    steps: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});

function faultOf(run: () => Uint8Array): string {
  try {
    return toHex(run());
  } catch (error) {
    if (error instanceof MachineFault) return error.fault;
    if (error instanceof InputError && error.code === "PREIMAGE_MISSING") return "preimageNotRead";
    throw error;
  }
}

/** The step of a state on the fast machine, and what proves it. */
function fastStep({ state, preimages }: RandomState): { fast: string; input: StepInput } {
  const machine = machineOf(state, preimages);
  const before = beforeStep(machine);
  let proven = { witness: before.witness, proofs: Uint8Array.from(Buffer.concat(before.proofs)) };
  const fast = faultOf(() => {
    proven = provenStep(machine);
    return machine.hash();
  });
  const { witness, proofs } = proven;
  return { fast, input: { witness, proofs, preimagePart: preimageContract(preimages), context: CONTEXT } };
}

function tampered(input: StepInput, random: Random): StepInput {
  const [witness, proofs] = [Uint8Array.from(input.witness), Uint8Array.from(input.proofs)];
  const target = proofs.length === 0 || random.chance(0.5) ? witness : proofs;
  target[random.below(target.length)]! ^= 1 << random.below(8);
  // Sometimes one proof less, or one more.
  if (random.chance(0.1)) return { ...input, witness, proofs: proofs.subarray(0, Math.max(0, proofs.length - 1920)) };
  if (random.chance(0.1)) return { ...input, witness, proofs: Uint8Array.from([...proofs, ...random.bytes(1920)]) };
  return { ...input, witness, proofs };
}

async function compare(step: ContractStep, count: number, seed: bigint): Promise<void> {
  const random = new Random(seed);
  const ends = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const one = randomState(random);
    const { fast, input } = fastStep(one);
    for (const [kind, given] of [
      ["as proven", input],
      ["tampered", tampered(input, random)],
    ] as const) {
      const slow = faultOf(() => stepFromWitness(given).hash);
      const contract = await step(given);
      if (slow !== contract || (kind === "as proven" && fast !== slow)) {
        throw new Error(
          `seed ${seed}, state ${i}, ${one.name}, ${kind}: fast ${fast}, slow ${slow}, contract ${contract}`,
        );
      }
      const end = contract.startsWith("0x") ? "a hash" : contract;
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
  }
  const told = [...ends].map(([end, times]) => `${end} ${times}`).join(", ");
  console.log(`${count} random states, seed ${seed}, as proven and tampered: the contract says the same; ${told}`);
}

const READS = 20;

/** Steps of the guest that executes a block, from its first reads of preimages to its end. */
async function compareGuest(step: ContractStep, count: number, seed: bigint): Promise<void> {
  const random = new Random(seed);
  const { input } = blockCase("mainnet-1149999");
  const answers = inputOracle(input);
  const asked = new Map<string, Uint8Array>();
  const oracle: MachineOracle = {
    hint() {},
    preimage(key) {
      const value = answers(key)!;
      asked.set(Buffer.from(key).toString("hex"), value);
      return value;
    },
  };
  const start = () => new FastMachine(guestState("block-rv64"), oracle);
  const [machine, ahead, whole] = [start(), start(), start()];
  whole.run(1n << 40n);
  const stride = Math.ceil((2 * Number(whole.step)) / count);
  let reads = 0;
  let steps = 0;
  while (!machine.exited) {
    // To the next read of a preimage, which `ahead` has just done, for its first reads; then to any step.
    if (reads < READS) ahead.run(whole.step, () => true);
    else ahead.run(BigInt(1 + random.below(stride)));
    if (ahead.exited) break;
    machine.run(ahead.step - 1n - machine.step);
    const proven = provenStep(machine);
    if (proven.preimageRead) reads++;
    const contract = await step({ ...proven, preimagePart: preimageContract(asked), context: CONTEXT });
    const fast = toHex(machine.hash());
    if (fast !== contract) throw new Error(`the guest's step ${machine.step - 1n}: fast ${fast}, contract ${contract}`);
    steps++;
  }
  console.log(
    `${steps} steps of the guest block-rv64, ${reads} of them reads of preimages: the contract says the same`,
  );
}

if (flags.source === undefined) {
  console.error("--source: rvsol/src/RISCV.sol of a checkout of github.com/ethereum-optimism/asterisc");
  process.exitCode = 3;
} else {
  const step = await contractStep(flags.source);
  await compareGuest(step, Math.ceil(Number(flags.steps) / 5), BigInt(flags.seed));
  await compare(step, Number(flags.steps), BigInt(flags.seed));
}
