// Speed of the EVM in loops of one kind of opcode each, in the wasm build.
//
//   npx tsx packages/core/bench/evm.ts [name part] [module.wasm …]
//
// Every figure is the best of several short runs: the machine's other work only ever adds time. With several builds of
// testing/evm.ts as arguments their columns stand side by side and their runs alternate, which is the way to compare two
// versions on a busy machine.
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { assemble } from "../test/assembler.js";
import { CALLER, CONTRACT, Evm } from "../test/evm.js";
import { compileTesting, instantiateTesting } from "../test/load.js";

// As the host does: the optimising compiler at once, instead of measuring the baseline tier.
setFlagsFromString("--no-liftoff");

const A = "0xa123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const B = "0x7123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde1";
const LEAF = 0xabcdefn;
const ECHO = 0xabcdeen;

/** A loop without end around `body`. */
const loop = (body: string, times = 20) => `loop: ${`${body} `.repeat(times)} @loop JUMP`;

const PROGRAMS: Record<string, string> = {
  arithmetic:
    "PUSH 0 loop: PUSH 1 ADD DUP1 PUSH 3 MUL PUSH 7 SUB DUP2 LT PUSH 5 AND POP DUP1 PUSH 0xffffffffff GT @loop JUMPI STOP",
  counter: "PUSH 0 loop: PUSH 1 ADD DUP1 PUSH 0xffffffff GT @loop JUMPI STOP",
  "ADD, 256 bits": `PUSH ${A} PUSH ${B} ${loop("DUP2 ADD")}`,
  "MUL, 256 bits": `PUSH ${A} PUSH ${B} ${loop("DUP2 MUL")}`,
  "MUL, 64 bits": `PUSH 7 ${loop("PUSH 0x12345678 DUP2 MUL POP")}`,
  "DIV, 256 by 136 bits": `PUSH ${A} PUSH 0x1234567890abcdef1234567890abcdef12 ${loop("DUP1 DUP3 DIV POP")}`,
  "DIV, 64 bits": `PUSH 0x12345678 PUSH 0x12345678901234567890 ${loop("DUP2 DUP2 DIV POP")}`,
  MULMOD: `PUSH ${A} PUSH ${B} PUSH ${A} ${loop("DUP3 DUP3 DUP3 MULMOD POP")}`,
  "EXP, 256-bit exponent": `PUSH ${A} PUSH ${B} ${loop("DUP2 DUP2 EXP POP")}`,
  "PUSH, POP": loop(`PUSH ${A} POP PUSH 0x1234567890123456789012345678901234567890 POP PUSH 0x12345678 POP`),
  "DUP, SWAP": `PUSH 1 PUSH 2 PUSH 3 ${loop("DUP2 SWAP2 DUP3 SWAP1 SWAP3 POP POP")}`,
  JUMP: "loop: @a JUMP a: @b JUMP b: @c JUMP c: @loop JUMP",
  "MLOAD, MSTORE": loop("PUSH 0 MLOAD PUSH 0x20 MSTORE PUSH 0x40 MLOAD PUSH 0x60 MSTORE", 10),
  "MCOPY, 64 bytes": loop("PUSH 64 PUSH 0 PUSH 128 MCOPY"),
  CALLDATALOAD: loop("PUSH 4 CALLDATALOAD POP"),
  "CALLER, ADDRESS, GAS": loop("CALLER POP ADDRESS POP GAS POP"),
  "KECCAK256, 64 bytes": loop("PUSH 64 PUSH 0 KECCAK256 PUSH 0 MSTORE"),
  "KECCAK256, 1 KiB": loop("PUSH 1024 PUSH 0 KECCAK256 POP"),
  "CALL, no code": loop("PUSH0 PUSH0 PUSH0 PUSH0 PUSH0 CALLER GAS CALL POP", 4),
  "CALL, contract": loop(`PUSH0 PUSH0 PUSH0 PUSH0 PUSH0 PUSH ${LEAF} GAS CALL POP`, 4),
  "STATICCALL with data": loop(`PUSH 32 PUSH0 PUSH 64 PUSH0 PUSH ${ECHO} GAS STATICCALL POP`, 4),
  "STATICCALL, identity": loop("PUSH 32 PUSH0 PUSH 64 PUSH0 PUSH 4 GAS STATICCALL POP", 4),
  "SLOAD, warm": loop("PUSH0 SLOAD POP"),
  "SSTORE, dirty": `PUSH 1 ${loop("PUSH 1 ADD DUP1 PUSH0 SSTORE")}`,
  "TSTORE, TLOAD": `PUSH 1 ${loop("PUSH 1 ADD DUP1 PUSH0 TSTORE PUSH0 TLOAD POP")}`,
  "BALANCE, warm": loop(`PUSH ${LEAF} BALANCE POP`),
  LOG2: loop("PUSH 1 PUSH 2 PUSH 32 PUSH 0 LOG2"),
};

const ROUNDS = 40;
const MILLISECONDS = 2;

function prepare(module: Awaited<ReturnType<typeof instantiateTesting>>, code: Uint8Array): Evm {
  const evm = new Evm(module, "osaka");
  evm.setAccount(CONTRACT, { code, balance: 1n });
  evm.setAccount(LEAF, { code: assemble("PUSH 1 PUSH 2 ADD STOP"), balance: 1n });
  evm.setAccount(ECHO, { code: assemble("PUSH 0 CALLDATALOAD PUSH 0 MSTORE PUSH 32 PUSH 0 RETURN") });
  evm.setAccount(CALLER, { balance: 10n ** 20n });
  return evm;
}

function seconds(evm: Evm, gas: bigint): number {
  evm.begin([CONTRACT, CALLER, LEAF, ECHO, 4n]);
  const start = performance.now();
  evm.run({ to: CONTRACT, gas, data: new Uint8Array(64) });
  const spent = performance.now() - start;
  evm.end();
  return spent / 1000;
}

const [part = "", ...files] = process.argv.slice(2);
const builds = files.length > 0 ? files.map((file) => readFileSync(file)) : [await compileTesting("evm", "wasm")];
const modules = await Promise.all(builds.map((bytes) => instantiateTesting(bytes)));
console.log("Mgas/s");
for (const [name, text] of Object.entries(PROGRAMS)) {
  if (!name.includes(part)) continue;
  const evms = modules.map((module) => prepare(module, assemble(text)));
  let gas = 500_000n;
  while (seconds(evms[0]!, gas) < MILLISECONDS / 1000 && gas < 1_000_000_000n) gas *= 2n;
  const best = evms.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++)
    evms.forEach((evm, i) => {
      best[i] = Math.min(best[i]!, seconds(evm, gas));
    });
  console.log(name.padEnd(24), ...best.map((spent) => (Number(gas) / spent / 1e6).toFixed(0).padStart(7)));
}
