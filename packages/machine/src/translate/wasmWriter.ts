// Bytes of Wasm: numbers, instructions, modules (WebAssembly Core Specification 2.0, section 5). Only what translated code needs.

export const I32 = 0x7f;
export const I64 = 0x7e;
const FUNCREF = 0x70;
const NOTHING = 0x40;

/** Instructions by their opcode. */
export const W = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  i64Load: 0x29,
  i32Load8S: 0x2c,
  i32Load8U: 0x2d,
  i32Load16S: 0x2e,
  i32Load16U: 0x2f,
  i64Load8S: 0x30,
  i64Load8U: 0x31,
  i64Load16S: 0x32,
  i64Load16U: 0x33,
  i64Load32S: 0x34,
  i64Load32U: 0x35,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Store8: 0x3a,
  i32Store16: 0x3b,
  i64Store8: 0x3c,
  i64Store16: 0x3d,
  i64Store32: 0x3e,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32LtU: 0x49,
  i32LeS: 0x4c,
  i32GeS: 0x4e,
  i32GeU: 0x4f,
  i64Eqz: 0x50,
  i64Eq: 0x51,
  i64Ne: 0x52,
  i64LtS: 0x53,
  i64LtU: 0x54,
  i64GeS: 0x59,
  i64GeU: 0x5a,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivS: 0x6d,
  i32DivU: 0x6e,
  i32RemS: 0x6f,
  i32RemU: 0x70,
  i32And: 0x71,
  i32Or: 0x72,
  i32Xor: 0x73,
  i32Shl: 0x74,
  i32ShrS: 0x75,
  i32ShrU: 0x76,
  i32Rotr: 0x78,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i64DivU: 0x80,
  i64RemS: 0x81,
  i64RemU: 0x82,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64Shl: 0x86,
  i64ShrS: 0x87,
  i64ShrU: 0x88,
  i64Rotr: 0x8a,
  i32WrapI64: 0xa7,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  i64Extend32S: 0xc4,
} as const;

export class WasmWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  /** Blocks, loops and ifs that are open. */
  depth = 0;

  get length(): number {
    return this.#length;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  #grow(count: number): void {
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** LEB128 without sign. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    for (; rest > 0x7f; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
  }

  /** LEB128 with sign, of 64 bits at most. */
  signed(value: number | bigint): void {
    if (typeof value === "bigint" || !Number.isSafeInteger(value)) {
      this.#signedWide(BigInt.asIntN(64, BigInt(value)));
      return;
    }
    let rest = value;
    for (;;) {
      const next = Math.floor(rest / 128);
      const part = rest - next * 128;
      if ((next === 0 && part < 64) || (next === -1 && part >= 64)) {
        this.byte(part);
        return;
      }
      this.byte(part | 0x80);
      rest = next;
    }
  }

  #signedWide(value: bigint): void {
    let rest = value;
    for (;;) {
      const part = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && part < 64) || (rest === -1n && part >= 64)) {
        this.byte(part);
        return;
      }
      this.byte(part | 0x80);
    }
  }

  op(...codes: number[]): void {
    for (const code of codes) this.byte(code);
  }

  get(local: number): void {
    this.byte(W.localGet);
    this.unsigned(local);
  }

  set(local: number): void {
    this.byte(W.localSet);
    this.unsigned(local);
  }

  tee(local: number): void {
    this.byte(W.localTee);
    this.unsigned(local);
  }

  i32(value: number): void {
    this.byte(W.i32Const);
    this.signed(value | 0);
  }

  i64(value: number | bigint): void {
    this.byte(W.i64Const);
    this.signed(value);
  }

  /** A load or store, of whatever alignment. */
  access(code: number, offset: number): void {
    this.op(code, 0);
    this.unsigned(offset);
  }

  #open(code: number, type: number): void {
    this.op(code, type);
    this.depth++;
  }

  block(): void {
    this.#open(W.block, NOTHING);
  }

  loop(): void {
    this.#open(W.loop, NOTHING);
  }

  if(result: number = NOTHING): void {
    this.#open(W.if, result);
  }

  else(): void {
    this.byte(W.else);
  }

  end(): void {
    this.byte(W.end);
    this.depth--;
  }

  /** To what was opened when `depth` was one less than `level`. */
  br(level: number, code: number = W.br): void {
    this.byte(code);
    this.unsigned(this.depth - level);
  }

  brTable(levels: readonly number[], otherwise: number): void {
    this.byte(W.brTable);
    this.unsigned(levels.length);
    for (const level of levels) this.unsigned(this.depth - level);
    this.unsigned(this.depth - otherwise);
  }

  call(index: number): void {
    this.byte(W.call);
    this.unsigned(index);
  }

  callIndirect(type: number): void {
    this.byte(W.callIndirect);
    this.unsigned(type);
    this.byte(0);
  }
}

export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export interface FunctionCode {
  readonly type: number;
  /** Locals besides the parameters: how many of which type. */
  readonly locals: readonly (readonly [count: number, type: number])[];
  /** Without the end. */
  readonly body: Uint8Array;
  readonly name: string;
}

export interface ModuleParts {
  readonly types: readonly FunctionType[];
  /** Functions from "machine", by name and type; "memory" and "table" come from there too. */
  readonly imports: readonly (readonly [name: string, type: number])[];
  readonly functions: readonly FunctionCode[];
  /** Global variables of 64 bits, exported. */
  readonly globals?: readonly string[];
}

const FROM = "machine";

function name(writer: WasmWriter, text: string): void {
  writer.unsigned(text.length);
  writer.append(new TextEncoder().encode(text));
}

function section(writer: WasmWriter, id: number, count: number, items: (writer: WasmWriter) => void): void {
  if (count === 0) return;
  const content = new WasmWriter();
  content.unsigned(count);
  items(content);
  writer.byte(id);
  writer.unsigned(content.length);
  writer.append(content.bytes());
}

export function encodeModule({ types, imports, functions, globals = [] }: ModuleParts): Uint8Array<ArrayBuffer> {
  const writer = new WasmWriter();
  writer.op(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  section(writer, 1, types.length, (out) => {
    for (const { parameters, results } of types) {
      out.byte(0x60);
      for (const list of [parameters, results]) {
        out.unsigned(list.length);
        out.op(...list);
      }
    }
  });
  section(writer, 2, imports.length + 2, (out) => {
    for (const [imported, type] of imports) {
      name(out, FROM);
      name(out, imported);
      out.byte(0);
      out.unsigned(type);
    }
    name(out, FROM);
    name(out, "table");
    out.op(1, FUNCREF, 0, 1);
    name(out, FROM);
    name(out, "memory");
    out.op(2, 0, 1);
  });
  section(writer, 3, functions.length, (out) => {
    for (const { type } of functions) out.unsigned(type);
  });
  section(writer, 6, globals.length, (out) => {
    for (const _ of globals) out.op(I64, 1, W.i64Const, 0, W.end);
  });
  section(writer, 7, functions.length + globals.length, (out) => {
    functions.forEach((code, i) => {
      name(out, code.name);
      out.byte(0);
      out.unsigned(imports.length + i);
    });
    globals.forEach((global, i) => {
      name(out, global);
      out.byte(3);
      out.unsigned(i);
    });
  });
  section(writer, 10, functions.length, (out) => {
    for (const { locals, body } of functions) {
      const code = new WasmWriter();
      code.unsigned(locals.length);
      for (const [count, type] of locals) {
        code.unsigned(count);
        code.byte(type);
      }
      code.append(body);
      code.byte(W.end);
      out.unsigned(code.length);
      out.append(code.bytes());
    }
  });
  return writer.bytes();
}
