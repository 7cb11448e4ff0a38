// The `assay` command. Thin: options are read here, and each command loads its own code when it is called.
import { runCommandLine } from "./commandLine.ts";
import { EXIT } from "./exitCodes.ts";

// SOUNDNESS: an uncaught exception must not end with 1, which means "invalid"; test: assay.test.ts.
process.on("uncaughtException", (error) => {
  process.stderr.write(`assay crashed; this is a bug, please report it:\n${error.stack ?? error}\n`);
  process.exit(EXIT.crash);
});
// A reader that went away (assay … | head) is no crash, but the verdicts were not all told either.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? EXIT.usage : EXIT.crash),
);

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
});
