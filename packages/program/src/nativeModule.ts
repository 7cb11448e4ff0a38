// Modules with native code, loaded when they are first used: the command line is one bundle, and an import in it would load them at
// every start, whatever the command.
import { createRequire } from "node:module";
import { InputError } from "@assay/core/inputError";

const load = createRequire(import.meta.url);

/** @throws InputError CORE_MISSING when it is not installed or not built for this machine */
export function nativeModule<Module>(name: "c-kzg" | "lmdb"): Module {
  try {
    return load(name) as Module;
  } catch (error) {
    throw new InputError("CORE_MISSING", `${name} cannot be loaded: ${(error as Error).message.split("\n")[0]}`, {
      advice: "Run `npm ci` again on this machine; c-kzg needs a C compiler.",
      cause: error,
    });
  }
}
