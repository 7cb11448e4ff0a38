// The guest program "block": blocks and their witness in, a verdict and public values out (docs/guests.md). Its runtime is
// packages/machine/guest/runtime.
//
//   start()            reads the input and runs it; a trap ends it wherever it is
//   resume()           after a trap: whether the run went on. This program never does
//   verdict()          1 invalid, 2 incomplete, 3 valid; publishes
//   publicWords(), publicLength(), publicDigest()
import { run } from "../index";
import { publicVerdict, publishBlocks } from "../result/publicValues";
import { INPUT_IDENT, readInput } from "./input";

export { hintRecord } from "../index";
export { publicDigest, publicLength, publicWords } from "../result/publicValues";

export function start(): void {
  readInput(INPUT_IDENT);
  run(0);
}

export function resume(): bool {
  return false;
}

export function verdict(): u32 {
  publishBlocks();
  return publicVerdict;
}
