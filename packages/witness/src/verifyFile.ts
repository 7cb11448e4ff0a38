// Verifies a file, in Node.
import { prepareFile, type ReadOptions } from "./readFile.ts";
import { incompleteVerdict, inputError, type Verdict } from "./verdict.ts";
import { coreOf, type VerifyOptions, verifyPrepared } from "./verifyBlock.ts";

/** Reads a file and verifies it. As `verifyBlock`: a file that cannot be read is a verdict, `incomplete`. */
export async function verifyFile(path: string, options: VerifyOptions & ReadOptions = {}): Promise<Verdict> {
  const now = options.now ?? (() => performance.now());
  const started = now();
  try {
    const { prepared, phases } = prepareFile(path, options);
    return await verifyPrepared(prepared, await coreOf(options), options, started, phases);
  } catch (error) {
    return incompleteVerdict(inputError(error), { ms: now() - started });
  }
}
