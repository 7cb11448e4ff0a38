// The fault-proof program as a process of its own, for hosts that start their client: file descriptors 3 to 6, no arguments, exit code
// 0 when the claim is valid, 1 when it is invalid, 2 or more when it could not tell.
import { InputError } from "@assay/core/inputError";
import { runCore } from "@assay/program/coreRun";
import { DescriptorOracle } from "@assay/program/descriptorOracle";
import { endedBy, type Judgement, judge } from "@assay/program/judge";
import { coloursFor } from "./colours.ts";
import { loadCore } from "./core.ts";
import { EXIT } from "./exitCodes.ts";
import { programLines } from "./programLines.ts";

// SOUNDNESS: an uncaught exception must not end with 1, which means "invalid"; test: programClient.test.ts.
process.on("uncaughtException", (error) => {
  process.stderr.write(`assay-client crashed; this is a bug, please report it:\n${error.stack ?? error}\n`);
  process.exit(EXIT.crash);
});

function run(): Judgement {
  try {
    return judge(runCore(loadCore(), { call: "program" }, new DescriptorOracle()));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return endedBy(error);
  }
}

const judgement = run();
for (const line of programLines(judgement, "claim", null, coloursFor(process.stderr, process.env))) {
  process.stderr.write(`${line}\n`);
}
process.exitCode = EXIT[judgement.verdict];
