// The program as it runs when the state in memory is settled before every block.
import { deriveAndExecute as derive, program as judge } from "../index";
import { setStateLimit } from "../program/stateMemory";

export { buildList, errorRecord, hintRecord, inputBuffer, reset, result, resultLength, resumeProgram } from "../index";

export function program(): void {
  setStateLimit(1);
  judge();
}

export function deriveAndExecute(): void {
  setStateLimit(1);
  derive();
}
