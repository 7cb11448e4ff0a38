// How far a machine is: after two seconds, on a terminal, and gone at the end.
import { afterEach, expect, test, vi } from "vitest";
import { capture } from "../test/terminal.ts";
import { CycleProgress } from "./cycleProgress.ts";

afterEach(() => vi.restoreAllMocks());

test.each([true, false])("on a terminal: %s", (terminal) => {
  let now = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const { output, text } = capture(terminal);
  const progress = new CycleProgress(output.stderr);
  for (; now < 5000; now += 50) progress.at(now * 1000);
  progress.end();
  const [first, ...more] = text.err.split("\r\u001b[2K").slice(1);
  if (!terminal) return expect(text.err).toBe("");
  expect(first).toBe("3 million cycles  2 M/s  2.00 s");
  // Not at every call; and the last thing is an empty line.
  expect(more).toHaveLength(20);
  expect(more.at(-1)).toBe("");
});
