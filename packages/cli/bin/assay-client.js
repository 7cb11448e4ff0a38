#!/usr/bin/env node
// Starts the fault-proof program for a host that has handed over file descriptors 3 to 6. Anything that fails here is a crash, never a
// verdict: exit 1 means "invalid".
try {
  await import("../build/programClient.js");
} catch (error) {
  const missing = error?.code === "ERR_MODULE_NOT_FOUND" && /build\/programClient\.js/.test(error.message);
  console.error(
    missing
      ? "assay is not built yet: run `npm run build` first."
      : `assay-client crashed; this is a bug, please report it:\n${error?.stack ?? error}`,
  );
  process.exitCode = missing ? 3 : 4;
}
