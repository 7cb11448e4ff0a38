// Where the proving machine's rules differ from what qemu-riscv32 does: a program for each, which ends with exit code 7 where it goes on.
// The table in docs/proving-machine.md, "Against qemu", says why.
import { ProvingFault } from "../../src/proving/fault.ts";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { runProving } from "../../src/proving/run.ts";
import { elfFile } from "../riscv/elfFile.ts";
import { encode, RV64IMA } from "../riscv/encode.ts";
import { endOnQemu } from "../riscv/qemu.ts";
import { CODE, call, DATA, exit, op, R, set } from "./assemble.ts";

export interface Difference {
  readonly name: string;
  readonly words: readonly number[];
  /** `exit` with a code, or a signal. */
  readonly qemu: string;
  /** `exit` with a code, or a fault. */
  readonly ours: string;
}

const CONTINUES = exit(7);
const END = 0x8000_0000;
const NOWHERE = 0x5000_0000;
/** c.nop twice. */
const COMPRESSED = 0x0001_0001;
/** Takes whatever word stands for one instruction. */
const word = (value: number) => [value, ...CONTINUES];
const atomic = encode("amoadd.w", { rd: R.a0, rs1: R.t0, rs2: R.t0, immediate: 0 }, RV64IMA);
/** Exits with whether two registers are the same. */
const same = (a: number, b: number) => [
  op("sub", { rd: R.a0, rs1: a, rs2: b }),
  op("sltiu", { rd: R.a0, rs1: R.a0, immediate: 1 }),
  ...set(R.a7, 93),
  op("ecall"),
];
const access = (name: string, address: number) => [
  ...set(R.t0, address),
  op(name, { rd: R.t1, rs1: R.t0, rs2: R.t1 }),
  ...CONTINUES,
];

export const DIFFERENCES: readonly Difference[] = [
  { name: "a misaligned load", words: access("lw", DATA + 2), qemu: "exit 7", ours: "misalignedAccess" },
  { name: "a misaligned store", words: access("sh", DATA + 1), qemu: "exit 7", ours: "misalignedAccess" },
  {
    name: "a jump between instructions",
    words: [op("jal", { immediate: 6 }), COMPRESSED, ...CONTINUES],
    qemu: "exit 7",
    ours: "misalignedJump",
  },
  { name: "compressed instructions", words: word(COMPRESSED), qemu: "exit 7", ours: "illegalInstruction" },
  { name: "FENCE.I", words: word(0x0000_100f), qemu: "exit 7", ours: "illegalInstruction" },
  { name: "RDCYCLE", words: word(0xc000_2573), qemu: "exit 7", ours: "illegalInstruction" },
  { name: "FRFLAGS", words: word(0x0010_2573), qemu: "exit 7", ours: "illegalInstruction" },
  { name: "EBREAK", words: word(0x0010_0073), qemu: "SIGTRAP", ours: "illegalInstruction" },
  {
    name: "an atomic operation",
    words: [...set(R.t0, DATA), ...word(atomic)],
    qemu: "exit 7",
    ours: "illegalInstruction",
  },
  { name: "FADD.S", words: word(0x0000_7053), qemu: "exit 7", ours: "illegalInstruction" },
  { name: "ANDN, of Zbb", words: word(0x40c5_f533), qemu: "exit 7", ours: "illegalInstruction" },
  { name: "a store to code", words: access("sw", CODE), qemu: "SIGSEGV", ours: "storeToCode" },
  { name: "a load from where nothing is", words: access("lw", NOWHERE), qemu: "SIGSEGV", ours: "exit 7" },
  { name: "a store to where nothing is", words: access("sw", NOWHERE), qemu: "SIGSEGV", ours: "exit 7" },
  { name: "a load above memory", words: access("lw", END), qemu: "SIGSEGV", ours: "addressOutOfRange" },
  {
    name: "a jump to data",
    words: [...set(R.t0, DATA), op("jalr", { rs1: R.t0 })],
    qemu: "SIGSEGV",
    ours: "jumpOutsideCode",
  },
  { name: "the end of the code", words: [op("addi")], qemu: "SIGILL", ours: "jumpOutsideCode" },
  {
    name: "the stack pointer",
    words: [...set(R.t0, 0x7fff_fff0), ...same(R.sp, R.t0)],
    qemu: "exit 0",
    ours: "exit 1",
  },
  {
    name: "what is on the stack",
    // The number of arguments, under Linux.
    words: [op("lw", { rd: R.a0, rs1: R.sp }), ...set(R.a7, 93), op("ecall")],
    qemu: "exit 1",
    ours: "exit 0",
  },
  { name: "a call that is none", words: [...call(17), ...CONTINUES], qemu: "exit 7", ours: "unknownCall" },
  {
    name: "a descriptor that is none",
    words: [...call(64, 9, DATA, 1), ...CONTINUES],
    qemu: "exit 7",
    ours: "badDescriptor",
  },
  {
    name: "a write from above memory",
    words: [...call(64, 1, END, 4), ...CONTINUES],
    qemu: "exit 7",
    ours: "addressOutOfRange",
  },
  { name: "a read into code", words: [...call(63, 0, CODE, 4), ...CONTINUES], qemu: "exit 7", ours: "storeToCode" },
  {
    name: "the length before the input",
    words: [...call(63, 0, DATA, 8), ...set(R.a7, 93), op("ecall")],
    qemu: "exit 0",
    ours: "exit 8",
  },
  {
    name: "a write of more than 1 MiB",
    words: [...call(64, 2, 0, 0x20_0000), ...set(R.t0, 0x10_0000), ...same(R.a0, R.t0)],
    qemu: "exit 0",
    ours: "exit 1",
  },
  { name: "mmap", words: [...call(222), ...same(R.a0, R.zero)], qemu: "exit 0", ours: "exit 1" },
  { name: "exit codes above 255", words: exit(0x107), qemu: "exit 7", ours: "exit 263" },
];

export function differenceElf({ words }: Difference): Uint8Array {
  const code = new Uint8Array(Uint32Array.from(words).buffer);
  const data = { address: DATA, bytes: new Uint8Array(4096), flags: 6 };
  return elfFile(CODE, [{ address: CODE, bytes: code, flags: 5 }, data], [], 32);
}

export function endOnProvingMachine(elf: Uint8Array): string {
  try {
    return `exit ${runProving(loadProvingProgram(elf), { cycleLimit: 10_000 }).exitCode}`;
  } catch (error) {
    if (error instanceof ProvingFault) return error.fault;
    throw error;
  }
}

/** @throws Error when qemu does not what is said of it */
export function compareDifferences(): string {
  for (const difference of DIFFERENCES) {
    const end = endOnQemu(differenceElf(difference), 32);
    if (end !== difference.qemu) throw new Error(`${difference.name}: qemu does ${end}, not ${difference.qemu}`);
  }
  return `${DIFFERENCES.length} differences are what they are said to be`;
}
