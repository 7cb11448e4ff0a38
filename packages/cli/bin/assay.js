#!/usr/bin/env node
// Starts the bundled command line. Anything that fails here is a crash, never a verdict: exit 1 means "invalid".
try {
  await import("../build/assay.js");
} catch (error) {
  const missing = error?.code === "ERR_MODULE_NOT_FOUND" && /build\/assay\.js/.test(error.message);
  console.error(
    missing
      ? "assay is not built yet: run `npm run build` first."
      : `assay crashed; this is a bug, please report it:\n${error?.stack ?? error}`,
  );
  process.exitCode = missing ? 3 : 4;
}
