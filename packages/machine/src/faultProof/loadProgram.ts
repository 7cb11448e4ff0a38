// An executable as the machine's first state, with what is changed in it before it starts. Fact sheet of the fault-proof machine,
// section 7: every byte of this is in the prestate that a dispute game is made with.
import { brokenElf, type ElfFile, type ElfSymbol } from "../elf.ts";
import { PageMap } from "./pageMap.ts";
import { blankProcessor, MAX_U64, type MachineState, REGISTERS } from "./state.ts";

const TYPE_LOAD = 1;
/** .riscv.attributes: not in memory. */
const TYPE_RISCV_ATTRIBUTES = 0x70000003;
/** Behind all that Go's runtime asks for by address. */
const HEAP = 0x7f_00_00_00_00_00n;
const STACK = 0x1000_0000_0000_0000n;
const STACK_POINTER = 2;
const RETURN = Uint8Array.of(0x67, 0x80, 0x00, 0x00);
/** Duplicates of a name are no error, but each costs a page. */
const MAX_PATCHES = 4096;

/** Functions of Go that would start garbage collection, other threads or floating point: they return at once. */
const RETURN_AT_ONCE: ReadonlySet<string> = new Set([
  "runtime.gcenable",
  "runtime.init.5",
  "runtime.main.func1",
  "runtime.deductSweepCredit",
  "runtime.(*gcControllerState).commit",
  "github.com/prometheus/client_golang/prometheus.init",
  "github.com/prometheus/client_golang/prometheus.init.0",
  "github.com/prometheus/procfs.init",
  "github.com/prometheus/common/model.init",
  "github.com/prometheus/client_model/go.init",
  "github.com/prometheus/client_model/go.init.0",
  "github.com/prometheus/client_model/go.init.1",
  "flag.init",
  "runtime.check",
]);
const ZERO_WORD = "runtime.MemProfileRate";

/** Words from the stack pointer on: the second one is 8 bytes above it. Auxiliary vector: page size, address of 16 random bytes. */
const STACK_WORDS: readonly (bigint | null)[] = [
  null,
  0x42n,
  0x35n,
  0n,
  6n,
  4096n,
  25n,
  STACK + 72n,
  0n,
  0x6f727020646e6172n,
  0x6164626d616c6f74n,
];

function word(value: bigint): Uint8Array {
  return new Uint8Array(new BigUint64Array([value]).buffer);
}

function loadSegments(elf: ElfFile, memory: PageMap): void {
  elf.segments.forEach(({ type, address, bytes, memoryBytes }, i) => {
    if (type === TYPE_RISCV_ATTRIBUTES) return;
    const fileBytes = BigInt(bytes.length);
    if (type === TYPE_LOAD ? fileBytes > memoryBytes : fileBytes !== memoryBytes) {
      throw brokenElf(`segment ${i} has ${fileBytes} bytes in the file and ${memoryBytes} in memory`);
    }
    if (address + memoryBytes > MAX_U64 + 1n) throw brokenElf(`segment ${i} ends behind the last address`);
    memory.write(address, bytes);
    memory.zero(address + fileBytes, memoryBytes - fileBytes);
  });
}

function patch(symbols: readonly ElfSymbol[], memory: PageMap): void {
  let patches = 0;
  for (const { name, address } of symbols) {
    const isReturn = RETURN_AT_ONCE.has(name);
    if (!isReturn && name !== ZERO_WORD) continue;
    if (++patches > MAX_PATCHES) throw brokenElf(`more than ${MAX_PATCHES} symbols to patch`);
    memory.write(address, isReturn ? RETURN : word(0n));
  }
}

/** @throws InputError ELF_BROKEN */
export function loadProgram(elf: ElfFile): MachineState {
  const memory = new PageMap();
  loadSegments(elf, memory);
  if (!elf.symbols) throw brokenElf("no symbol table: what has to be patched in it cannot be known");
  patch(elf.symbols, memory);
  STACK_WORDS.forEach((value, i) => {
    if (value !== null) memory.write(STACK + 8n * BigInt(i), word(value));
  });
  const registers = new Array<bigint>(REGISTERS).fill(0n);
  registers[STACK_POINTER] = STACK;
  return {
    ...blankProcessor(),
    pc: elf.entry,
    heap: HEAP,
    registers,
    pages: memory.pages(),
    lastHint: new Uint8Array(0),
  };
}
