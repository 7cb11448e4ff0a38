// States as bytes, in the shape of asterisc's files; all integers are big-endian. Fact sheet of the fault-proof machine, section 8.
import { BinaryReader } from "../binaryReader.ts";
import { type MachineState, PAGE_BYTES, type Page, REGISTERS, type StateSeal } from "./state.ts";

function readPages(reader: BinaryReader): Page[] {
  const count = reader.u64();
  if (count > BigInt(Math.floor(reader.left / (8 + PAGE_BYTES)))) throw reader.fail(`no room for ${count} pages`);
  const seen = new Set<bigint>();
  return Array.from({ length: Number(count) }, () => {
    const index = reader.u64();
    if (index >= 1n << 52n || seen.has(index)) throw reader.fail(`page ${index} twice, or impossible`);
    seen.add(index);
    return { index, data: reader.bytes(PAGE_BYTES) };
  });
}

/** The witness and hash at its end are not believed. @throws InputError STATE_BROKEN */
export function readStateBinary(bytes: Uint8Array): MachineState {
  const reader = new BinaryReader(bytes);
  const state = {
    pages: readPages(reader),
    preimageKey: reader.bytes(32).slice(),
    preimageOffset: reader.u64(),
    pc: reader.u64(),
    exitCode: reader.u8(),
    exited: reader.boolean(),
    step: reader.u64(),
    heap: reader.u64(),
    loadReservation: reader.u64(),
    registers: Array.from({ length: REGISTERS }, () => reader.u64()),
    lastHint: reader.sized().slice(),
  };
  reader.sized();
  reader.bytes(32);
  reader.end();
  return state;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function u64s(...values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setBigUint64(8 * i, value);
  });
  return bytes;
}

/** Piece by piece, pages by index. A page's piece is a view of it. */
export function* writeStateBinary(state: MachineState, seal: StateSeal): Generator<Uint8Array> {
  const pages = [...state.pages];
  yield u64s(BigInt(pages.length));
  for (const { index, data } of pages) {
    yield u64s(index);
    yield data;
  }
  yield state.preimageKey;
  yield u64s(state.preimageOffset, state.pc);
  yield Uint8Array.of(state.exitCode, state.exited ? 1 : 0);
  yield u64s(state.step, state.heap, state.loadReservation, ...state.registers);
  yield u32(state.lastHint.length);
  yield state.lastHint;
  yield u32(seal.witness.length);
  yield seal.witness;
  yield seal.hash;
}
