import { trapAssertion } from "./fail";

/** What a failed `assert` calls in the build with assertions: the line goes into the error record. */
export function abort(message: usize, fileName: usize, line: u32, column: u32): void {
  trapAssertion(line, column);
}
