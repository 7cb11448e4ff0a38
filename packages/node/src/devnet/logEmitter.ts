// Code that writes whatever log it is told to, to stand in a portal's or a SystemConfig's place on a development L1: for logs that no
// real contract would write.
import { concatBytes } from "@assay/core/bytes";
import { fromHex, type Hex, toHex } from "@assay/core/hex";

const MAX_TOPICS = 4;

/** n on the stack and in memory what is to be logged: number of topics in calldata's first byte, then the topics, then the data. */
const READ = [
  "5f3560f81c", // PUSH0 CALLDATALOAD PUSH1 248 SHR            n
  "8060051b600101", // DUP1 PUSH1 5 SHL PUSH1 1 ADD            n offset
  "80360390", // DUP1 CALLDATASIZE SUB SWAP1                   n size offset
  "81905f37", // DUP2 SWAP1 PUSH0 CALLDATACOPY                 n size
].join("");
const BRANCH_BYTES = 8;

/** JUMPDEST, the topics with the last one first, DUP size, PUSH0, LOGn, STOP. */
function logging(topics: number): string {
  const loads = Array.from({ length: topics }, (_, i) => `60${byte(1 + 32 * (topics - 1 - i))}35`);
  return `5b${loads.join("")}${byte(0x80 + topics)}5f${byte(0xa0 + topics)}00`;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, "0");
}

function assemble(): Hex {
  const parts = Array.from({ length: MAX_TOPICS + 1 }, (_, topics) => logging(topics));
  let at = READ.length / 2 + BRANCH_BYTES * parts.length;
  const branches = parts.map((part, topics) => {
    // DUP2 PUSH1 n EQ PUSH1 target JUMPI
    const branch = `8160${byte(topics)}1460${byte(at)}57`;
    at += part.length / 2;
    return branch;
  });
  return `0x${READ}${branches.join("")}${parts.join("")}`;
}

export const LOG_EMITTER_CODE: Hex = assemble();

/** Calldata for a log with these topics, at most four. */
export function emit(topics: readonly Hex[], data: Uint8Array): Hex {
  return toHex(concatBytes(Uint8Array.of(topics.length), ...topics.map((topic) => fromHex(topic)!), data));
}
