// The program as it runs when the state in memory is settled before every block, and what was fetched for it forgotten.
import { deriveAndExecute as derive, program as judge } from "../index";
import { setStateLimits } from "../program/stateMemory";

export { buildList, errorRecord, hintRecord, inputBuffer, reset, result, resultLength, resumeProgram } from "../index";

export function program(): void {
  setStateLimits(1, 1);
  judge();
}

export function deriveAndExecute(): void {
  setStateLimits(1, 1);
  derive();
}
