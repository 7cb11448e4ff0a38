// A command line run in the test's own process, with what it wrote.
import { runCommandLine } from "../src/commandLine.ts";
import type { Output } from "../src/output.ts";

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Where a test's command writes. `terminal` says whether it takes colours and progress. */
export function capture(terminal = false): { output: Output; text: { out: string; err: string } } {
  const text = { out: "", err: "" };
  const stream = (name: "out" | "err") =>
    ({
      isTTY: terminal,
      columns: 120,
      write(chunk: string) {
        text[name] += chunk;
        return true;
      },
    }) as unknown as NodeJS.WriteStream;
  return { output: { stdout: stream("out"), stderr: stream("err"), environment: {} }, text };
}

export async function assay(...args: string[]): Promise<Run> {
  const { output, text } = capture();
  const code = await runCommandLine(args, output);
  return { code, ...text };
}
