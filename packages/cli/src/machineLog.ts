// What a run says on the way, in logfmt, as asterisc's log does.
import type { FastMachine } from "@assay/machine/faultProof/fast/machine";
import { PAGE_BYTES } from "@assay/machine/faultProof/state";
import type { SymbolTable } from "@assay/machine/symbols";
import type { Output } from "./output.ts";

const UNITS = ["B", "KiB", "MiB", "GiB"];

function size(bytes: number): string {
  const unit = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  return `${unit === 0 ? bytes : (bytes / 1024 ** unit).toFixed(1)} ${UNITS[unit]}`;
}

function value(item: string | number | bigint): string {
  const text = String(item);
  return /^[\w.:+!()*/-]+$/.test(text) ? text : JSON.stringify(text);
}

const hex32 = (word: bigint) => BigInt.asUintN(32, word).toString(16).padStart(8, "0");

export class MachineLog {
  readonly #output: Output;
  readonly #symbols: SymbolTable;
  readonly #started = performance.now();

  constructor(output: Output, symbols: SymbolTable) {
    this.#output = output;
    this.#symbols = symbols;
  }

  info(message: string, fields: Readonly<Record<string, string | number | bigint>>): void {
    const rest = Object.entries(fields).map(([name, item]) => ` ${name}=${value(item)}`);
    this.#output.stderr.write(`t=${new Date().toISOString()} lvl=info msg=${value(message)}${rest.join("")}\n`);
  }

  /** @param firstStep where the run began */
  progress(machine: FastMachine, firstStep: bigint): void {
    const { step, pc } = machine;
    const seconds = (performance.now() - this.#started) / 1000;
    const word = new DataView(machine.memory.read(pc, 4).buffer).getUint32(0, true);
    this.info("processing", {
      step,
      pc: hex32(pc),
      insn: hex32(BigInt(word)),
      ips: (Number(step - firstStep) / seconds).toFixed(0),
      pages: machine.memory.pageCount,
      mem: size(machine.memory.pageCount * PAGE_BYTES),
      name: this.#symbols.at(pc),
    });
  }

  /** What the program writes to standard output or error. */
  program(fd: 1 | 2, bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString("latin1");
    const name = fd === 1 ? "program std-out" : "program std-err";
    if (/^[\x20-\x7e\n\t]*$/.test(text)) this.info(name, { text });
    else this.info(name, { data: `0x${Buffer.from(bytes).toString("hex")}` });
  }
}
