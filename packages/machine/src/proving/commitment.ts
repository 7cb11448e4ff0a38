// What a state is known by: 32 bytes. Two states with the same commitment are the same, and go on in the same way with the same answers of
// the oracle. Layout: docs/proving-machine.md, "Commitment". Counts of calls are not in it: they say what a run has cost, nothing else.
import { concatBytes } from "@assay/core/bytes";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { u32, u64 } from "./bytes.ts";
import { type ChannelState, KEY_BYTES } from "./channels.ts";
import { ProvingMachine } from "./machine.ts";
import type { ProvingProgram } from "./program.ts";

export const COMMITMENT_VERSION = 1;
const DIGEST_BYTES = 32;

function padded(bytes: Uint8Array | null, length: number): Uint8Array {
  const whole = new Uint8Array(length);
  if (bytes) whole.set(bytes);
  return whole;
}

function channelsHash(state: ChannelState): Uint8Array {
  return keccak_256(
    concatBytes(
      state.inputHash,
      u64(state.inputRead, state.preimageRead, state.acknowledgements),
      u32(state.key.length),
      padded(state.key, KEY_BYTES),
      keccak_256(state.hint),
      keccak_256(state.publicOutput),
      u32(state.digest ? 1 : 0),
      padded(state.digest, DIGEST_BYTES),
    ),
  );
}

export function commitment(machine: ProvingMachine): Uint8Array {
  const { cycle, pc, registers, halted, exitCode, channels } = machine.state();
  const { code } = machine.program;
  return keccak_256(
    concatBytes(
      u32(COMMITMENT_VERSION, code.address, code.bytes.length, pc),
      u64(cycle),
      u32(...registers, halted ? 1 : 0, exitCode),
      channelsHash(channels),
      machine.memory.root(),
    ),
  );
}

const ids = new WeakMap<ProvingProgram, Uint8Array>();

/** What a program is known by: the commitment before the first cycle, with empty input. */
export function programId(program: ProvingProgram): Uint8Array {
  const known = ids.get(program) ?? commitment(new ProvingMachine(program));
  ids.set(program, known);
  return known.slice();
}
