// A run's state as bytes, and the run that goes on from there: bit for bit what it would have been. Files are gzipped by who writes them.
//
// SOUNDNESS: a snapshot is hostile. Lengths are checked against what is there, values against what a state can have, program and input
// against their hashes; what remains is some state, which the commitment tells from another. Test: snapshot.test.ts.

import { concatBytes, equalBytes } from "@assay/core/bytes";
import { BinaryReader } from "../binaryReader.ts";
import { u32, u64 } from "./bytes.ts";
import { type ChannelState, KEY_BYTES, LENGTH_BYTES, MAX_PUBLIC_BYTES } from "./channels.ts";
import { programId } from "./commitment.ts";
import { isIncomplete, MAX_HINT_BYTES } from "./hintStream.ts";
import { ProvingMachine, type ProvingOptions, type ProvingState, REGISTERS } from "./machine.ts";
import { EXIT } from "./module.ts";
import { PAGE_BYTES, type ProvingProgram } from "./program.ts";

/** "AssayPM" and the version. */
const MAGIC = Uint8Array.from([0x41, 0x73, 0x73, 0x61, 0x79, 0x50, 0x4d, 1]);
const HASH_BYTES = 32;

function sized(bytes: Uint8Array): Uint8Array {
  return concatBytes(u32(bytes.length), bytes);
}

function writeState({ cycle, pc, registers, halted, exitCode, counts, channels }: ProvingState): Uint8Array {
  const { keccakF, multiplyAdd256, multiplyAdd384, wordsMoved } = counts;
  return concatBytes(
    u64(cycle),
    u32(pc, ...registers.slice(1)),
    Uint8Array.of(halted ? 1 : 0),
    u32(exitCode),
    u64(keccakF, multiplyAdd256, multiplyAdd384, wordsMoved),
    channels.inputHash,
    u64(channels.inputRead, channels.preimageRead, channels.acknowledgements),
    sized(channels.hint),
    Uint8Array.of(channels.lastHint ? 1 : 0),
    sized(channels.lastHint ?? new Uint8Array(0)),
    sized(channels.key),
    sized(channels.publicOutput),
    Uint8Array.of(channels.digest ? 1 : 0),
    channels.digest ?? new Uint8Array(HASH_BYTES),
  );
}

/** The machine as it is now. */
export function snapshot(machine: ProvingMachine): Uint8Array {
  const pages = [...machine.memory.written()];
  const parts = [MAGIC, programId(machine.program), writeState(machine.state()), u32(pages.length)];
  for (const page of pages) parts.push(u32(page), machine.memory.view(page * PAGE_BYTES, PAGE_BYTES));
  return concatBytes(...parts);
}

/** A u64 that a number holds exactly. */
function readNumber(reader: BinaryReader): number {
  const value = reader.u64();
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw reader.fail(`${value} is more than can be`);
  return Number(value);
}

function readBytes(reader: BinaryReader, most: number): Uint8Array {
  const bytes = reader.sized();
  if (bytes.length > most) throw reader.fail(`${bytes.length} bytes; ${most} is the most`);
  return bytes.slice();
}

function readChannels(reader: BinaryReader): ChannelState {
  const inputHash = reader.bytes(HASH_BYTES).slice();
  const [inputRead, preimageRead, acknowledgements] = [readNumber(reader), readNumber(reader), readNumber(reader)];
  const hint = readBytes(reader, MAX_HINT_BYTES + 4);
  if (!isIncomplete(hint)) throw reader.fail("a hint that is complete, or too long to be");
  const hasLastHint = reader.boolean();
  const lastHint = readBytes(reader, MAX_HINT_BYTES);
  const key = readBytes(reader, KEY_BYTES);
  if (key.length < KEY_BYTES && preimageRead > 0)
    throw reader.fail("bytes read of a preimage whose key is not complete");
  const publicOutput = readBytes(reader, MAX_PUBLIC_BYTES);
  const hasDigest = reader.boolean();
  const digest = reader.bytes(HASH_BYTES).slice();
  return {
    inputHash,
    inputRead,
    preimageRead,
    acknowledgements,
    hint,
    lastHint: hasLastHint ? lastHint : null,
    key,
    publicOutput,
    digest: hasDigest ? digest : null,
  };
}

function readState(reader: BinaryReader): ProvingState {
  const cycle = readNumber(reader);
  const pc = reader.u32();
  if (pc % 4) throw reader.fail(`program counter ${pc} is not a multiple of 4`);
  const registers = Array.from({ length: REGISTERS }, (_, i) => (i === 0 ? 0 : reader.u32()));
  const halted = reader.boolean();
  const exitCode = reader.u32();
  if (!halted && exitCode !== 0) throw reader.fail("an exit code of a program that has not halted");
  const [keccakF, multiplyAdd256] = [readNumber(reader), readNumber(reader)];
  const [multiplyAdd384, wordsMoved] = [readNumber(reader), readNumber(reader)];
  const counts = { keccakF, multiplyAdd256, multiplyAdd384, wordsMoved };
  return { cycle, pc, registers, halted, exitCode, counts, channels: readChannels(reader) };
}

function readPages(reader: BinaryReader, machine: ProvingMachine): void {
  const count = reader.u32();
  let before = -1;
  for (let i = 0; i < count; i++) {
    const page = reader.u32();
    if (page <= before) throw reader.fail(`page ${page} after page ${before}`);
    before = page;
    const bytes = reader.bytes(PAGE_BYTES);
    if (!machine.memory.has(page * PAGE_BYTES, PAGE_BYTES)) throw reader.fail(`there is no page ${page}`);
    const exit = machine.memory.write(page * PAGE_BYTES, bytes);
    if (exit === EXIT.fault) throw reader.fail(`page ${page} holds code`);
    machine.checkExit(exit);
  }
  // All that the program begins with stay written to.
  if (machine.pagesWritten !== count) throw reader.fail(`${count} pages, without some of the program's data`);
}

/** The machine that a snapshot is of. @throws InputError STATE_BROKEN, MACHINE_OUT_OF_MEMORY */
export function resume(program: ProvingProgram, bytes: Uint8Array, options: ProvingOptions = {}): ProvingMachine {
  const reader = new BinaryReader(bytes);
  if (!equalBytes(reader.bytes(MAGIC.length), MAGIC)) throw reader.fail("not a snapshot of this version");
  if (!equalBytes(reader.bytes(HASH_BYTES), programId(program))) throw reader.fail("a snapshot of another program");
  const state = readState(reader);
  const machine = new ProvingMachine(program, options);
  const { inputHash } = machine.state().channels;
  if (!equalBytes(state.channels.inputHash, inputHash)) throw reader.fail("a snapshot of a run with another input");
  if (state.channels.inputRead > LENGTH_BYTES + (options.input?.length ?? 0)) {
    throw reader.fail(`${state.channels.inputRead} bytes read, more than there are of the input`);
  }
  readPages(reader, machine);
  reader.end();
  machine.restore(state);
  return machine;
}
