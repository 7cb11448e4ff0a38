// States as JSON, in the shape of asterisc's files. Fact sheet of the fault-proof machine, section 8.
import { fromHex, toHex } from "@assay/core/hex";
import { JsonReader } from "./jsonReader.ts";
import { blankProcessor, type MachineState, PAGE_BYTES, type Page, REGISTERS, type StateSeal } from "./state.ts";

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function readPage(reader: JsonReader): Page {
  let index: bigint | null = null;
  let data: Uint8Array | null = null;
  reader.object((key) => {
    if (key === "index") index = reader.u64();
    else if (key === "data") {
      const text = reader.string();
      if (!/^[0-9a-fA-F]{8192}$/.test(text)) throw reader.fail(`a page is ${2 * PAGE_BYTES} hex digits`);
      data = Uint8Array.from(Buffer.from(text, "hex"));
    } else reader.skip();
  });
  if (index === null || data === null) throw reader.fail("a page has an index and data");
  if (index >= 1n << 52n) throw reader.fail(`no page has the index ${index}`);
  return { index, data };
}

function readBytes(reader: JsonReader, length: number | null): Uint8Array {
  const bytes = fromHex(reader.string());
  if (!bytes || (length !== null && bytes.length !== length)) {
    throw reader.fail(`0x and ${length === null ? "hex digits are" : `${2 * length} hex digits are`} expected`);
  }
  return bytes;
}

/** What a field that is missing is: zero, as in asterisc; the witness and hash in it are not believed. @throws InputError STATE_BROKEN */
export function readStateJson(bytes: Uint8Array): MachineState {
  const reader = new JsonReader(bytes);
  const state: Writable<MachineState> = { ...blankProcessor(), heap: 0n, pages: [], lastHint: new Uint8Array(0) };
  const pages = new Map<bigint, Page>();
  reader.object((key) => {
    switch (key) {
      case "memory":
        if (reader.takesNull()) return;
        return reader.array(() => {
          const page = readPage(reader);
          if (pages.has(page.index)) throw reader.fail(`page ${page.index} twice`);
          pages.set(page.index, page);
        });
      case "preimageKey":
        state.preimageKey = readBytes(reader, 32);
        return;
      case "preimageOffset":
      case "pc":
      case "step":
      case "heap":
      case "loadReservation":
        state[key] = reader.u64();
        return;
      case "exit": {
        const code = reader.u64();
        if (code > 255n) throw reader.fail("an exit code is below 256");
        state.exitCode = Number(code);
        return;
      }
      case "exited":
        state.exited = reader.boolean();
        return;
      case "registers": {
        const registers: bigint[] = [];
        reader.array(() => {
          if (registers.push(reader.u64()) > REGISTERS) throw reader.fail(`more than ${REGISTERS} registers`);
        });
        if (registers.length !== REGISTERS) throw reader.fail(`${registers.length} registers`);
        state.registers = registers;
        return;
      }
      case "lastHint":
        state.lastHint = readBytes(reader, null);
        return;
      default:
        return reader.skip();
    }
  });
  if (!reader.atEnd) throw reader.fail("something follows the state");
  state.pages = [...pages.values()];
  return state;
}

/** Piece by piece, pages by index. */
export function* writeStateJson(state: MachineState, seal: StateSeal): Generator<string> {
  yield '{"memory":[';
  let separator = "";
  for (const { index, data } of state.pages) {
    const hex = Buffer.from(data.buffer, data.byteOffset, data.length).toString("hex");
    yield `${separator}{"index":${index},"data":"${hex}"}`;
    separator = ",";
  }
  const hint = state.lastHint.length > 0 ? `,"lastHint":"${toHex(state.lastHint)}"` : "";
  yield `],"preimageKey":"${toHex(state.preimageKey)}","preimageOffset":${state.preimageOffset},"pc":${state.pc}` +
    `,"exit":${state.exitCode},"exited":${state.exited},"step":${state.step},"heap":${state.heap}` +
    `,"loadReservation":${state.loadReservation},"registers":[${state.registers.join(",")}]${hint}` +
    `,"witness":"${Buffer.from(seal.witness).toString("base64")}","stateHash":"${toHex(seal.hash)}"}\n`;
}
