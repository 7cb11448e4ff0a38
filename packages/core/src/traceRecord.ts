// Records of the trace build (docs/interfaces.md, "Trace records"), and EIP-3155's JSON lines from them.
import { toHex } from "./hex.ts";
import { opcodeName } from "./opcodes.ts";

const HEADER_BYTES = 56;
/** In the place of an opcode: a transaction begins, or has ended. */
const TRANSACTION_BEGINS = 0xffff_fffe;
const TRANSACTION_ENDS = 0xffff_ffff;
/** Numbers of assembly/evm/halt.ts from the first that is an error, in order. */
const FIRST_ERROR = 3;
const ERRORS = [
  "execution reverted",
  "exceptional halt",
  "out of gas",
  "stack underflow",
  "stack overflow",
  "undefined opcode",
  "invalid jump destination",
  "write in a static call",
  "return data out of bounds",
  "invalid code",
  "code too large",
  "precompile failed",
  "address collision",
];

export type TraceRecord =
  | { readonly kind: "begin"; readonly transaction: number }
  | { readonly kind: "step"; readonly line: string }
  | { readonly kind: "end"; readonly transaction: number; readonly line: string };

function shortHex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function stackWord(view: DataView, at: number): string {
  let value = 0n;
  for (let i = 3; i >= 0; i--) value = (value << 64n) | view.getBigUint64(at + 8 * i, true);
  return shortHex(value);
}

/** Decodes one record. */
export function decodeTraceRecord(record: Uint8Array): TraceRecord {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const op = view.getUint32(40, true);
  const halt = view.getUint32(52, true);
  if (op === TRANSACTION_BEGINS) return { kind: "begin", transaction: Number(view.getBigUint64(0, true)) };
  if (op === TRANSACTION_ENDS) {
    const line = JSON.stringify({
      output: toHex(record.subarray(HEADER_BYTES)),
      gasUsed: shortHex(view.getBigUint64(8, true)),
      pass: halt === 0,
    });
    return { kind: "end", transaction: Number(view.getBigUint64(0, true)), line };
  }
  const stack: string[] = [];
  for (let i = 0; i < view.getUint32(48, true); i++) stack.push(stackWord(view, HEADER_BYTES + 32 * i));
  const error = ERRORS[halt - FIRST_ERROR];
  const line = JSON.stringify({
    pc: Number(view.getBigUint64(0, true)),
    op,
    gas: shortHex(view.getBigUint64(8, true)),
    gasCost: shortHex(BigInt.asUintN(64, view.getBigInt64(16, true))),
    memSize: Number(view.getBigUint64(24, true)),
    stack,
    depth: view.getUint32(44, true),
    refund: Number(view.getBigInt64(32, true)),
    opName: opcodeName(op),
    ...(error === undefined ? {} : { error }),
  });
  return { kind: "step", line };
}
