// Code that writes whatever log it is told to, to stand in a portal's or a SystemConfig's place on a development L1: for logs that no
// real contract would write.
import { fromHex, type Hex } from "@assay/core/hex";
import { concatBytes } from "@assay/program/key";

/** Calldata: the number of topics (3 or 4), the topics, the data. */
export const LOG_EMITTER_CODE: Hex = `0x${[
  "5f3560f81c", // PUSH0 CALLDATALOAD PUSH1 248 SHR            n
  "8060051b600101", // DUP1 PUSH1 5 SHL PUSH1 1 ADD            n offset
  "80360390", // DUP1 CALLDATASIZE SUB SWAP1                   n size offset
  "81905f37", // DUP2 SWAP1 PUSH0 CALLDATACOPY                 n size
  "81600414602857", // DUP2 PUSH1 4 EQ PUSH1 40 JUMPI
  "604135602135600135", // three topics, the last first
  "835fa300", // DUP4 PUSH0 LOG3 STOP
  "5b606135604135602135600135", // JUMPDEST four topics
  "845fa400", // DUP5 PUSH0 LOG4 STOP
].join("")}`;

/** Calldata for a log with these topics. */
export function emit(topics: readonly Hex[], data: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(topics.length), ...topics.map((topic) => fromHex(topic)!), data);
}
