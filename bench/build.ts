// The core from source: how long it takes, how large it gets, and that two builds give the same bytes.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { compile, type Variant } from "../packages/core/build.ts";

export interface BuildRow {
  variant: Variant;
  seconds: number;
  bytes: number;
  gzipBytes: number;
  /** Whether a second build gave the same bytes. */
  stable: boolean;
}

export async function measureBuild(): Promise<BuildRow[]> {
  const rows: BuildRow[] = [];
  for (const variant of ["wasm", "guest"] as const) {
    const started = performance.now();
    const bytes = await compile("index.ts", variant);
    const seconds = (performance.now() - started) / 1000;
    const again = await compile("index.ts", variant);
    const hash = (module: Uint8Array) => createHash("sha256").update(module).digest("hex");
    rows.push({
      variant,
      seconds,
      bytes: bytes.length,
      gzipBytes: gzipSync(bytes).length,
      stable: hash(bytes) === hash(again),
    });
  }
  return rows;
}
