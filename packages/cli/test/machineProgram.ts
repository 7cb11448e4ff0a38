// A program that hints, asks for one preimage of 40 bytes, writes it out and exits with its first byte; and a host for it, written from the
// wire protocol alone.
import { keccakKey } from "@assay/program/key";
import { elfFile } from "../../machine/test/riscv/elfFile.ts";
import { encode } from "../../machine/test/riscv/encode.ts";

const CODE = 0x10000;
const DATA = 0x20000;
/** In the data: a hint as it goes over the wire, the key, room for length and value. */
const KEY = 64;
const LENGTH = 96;
const VALUE = 128;

export const HINT = "l1-block-header 0xabcd";
export const VALUE_BYTES = Uint8Array.from({ length: 40 }, (_, i) => i + 1);

export function preimageProgram(): Uint8Array {
  const words: number[] = [];
  const op = (name: string, fields: object) =>
    words.push(encode(name, { rd: 0, rs1: 0, rs2: 0, immediate: 0, ...fields }));
  const call = (number: number, a0: number, at: number, count: number) => {
    op("addi", { rd: 10, immediate: a0 });
    op("lui", { rd: 11, immediate: DATA >> 12 });
    op("addi", { rd: 11, rs1: 11, immediate: at });
    op("addi", { rd: 12, immediate: count });
    op("addi", { rd: 17, immediate: number });
    op("ecall", {});
  };
  call(64, 4, 0, 2);
  call(64, 4, 2, 4 + HINT.length - 2);
  call(63, 3, LENGTH, 1);
  call(64, 6, KEY, 32);
  call(63, 5, LENGTH, 8);
  call(63, 5, VALUE, 32);
  call(63, 5, VALUE + 32, 32);
  call(64, 1, VALUE, 40);
  op("lui", { rd: 5, immediate: DATA >> 12 });
  op("lbu", { rd: 10, rs1: 5, immediate: VALUE });
  op("addi", { rd: 17, immediate: 93 });
  op("ecall", {});
  const data = new Uint8Array(256);
  new DataView(data.buffer).setUint32(0, HINT.length);
  data.set(Buffer.from(HINT), 4);
  data.set(keccakKey(VALUE_BYTES), KEY);
  const symbols = [{ name: "_start", address: BigInt(CODE) }];
  return elfFile(
    CODE,
    [
      { address: CODE, bytes: new Uint8Array(new Uint32Array(words).buffer) },
      { address: DATA, bytes: data },
    ],
    symbols,
  );
}

/** What a step of it does, by number. */
export const STEP = { firstRead: 29n, secondRead: 35n, lastRead: 41n, exit: 52n } as const;

/** A script for Node: appends every hint to a file, answers every key with the value given in hex. */
export const HOST_SCRIPT = `
import { appendFileSync, createReadStream, writeSync } from "node:fs";
const value = Buffer.from(process.argv[2], "hex");
const channel = (fd, message) => {
  let rest = Buffer.alloc(0);
  createReadStream("", { fd }).on("data", (piece) => {
    rest = Buffer.concat([rest, piece]);
    for (let taken = message(rest); taken > 0; taken = message(rest)) rest = rest.subarray(taken);
  });
};
channel(3, (bytes) => {
  if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32BE(0)) return 0;
  const end = 4 + bytes.readUInt32BE(0);
  appendFileSync(process.argv[3], bytes.toString("utf8", 4, end) + "\\n");
  writeSync(4, Buffer.of(0));
  return end;
});
channel(5, (bytes) => {
  if (bytes.length < 32) return 0;
  if (value.length === 0) process.kill(process.pid, "SIGKILL");
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(value.length));
  writeSync(6, Buffer.concat([length, value]));
  return 32;
});
`;
