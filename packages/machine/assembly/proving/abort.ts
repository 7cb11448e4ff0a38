/** What a failed assertion calls in the build with assertions. */
export function abort(_message: usize, _file: usize, _line: u32, _column: u32): void {
  unreachable();
}
