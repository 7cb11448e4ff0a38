// The blobs in fixtures/blobs, whose commitments were computed by others.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fromHex } from "@assay/core/hex";

const folder = new URL("../../../fixtures/blobs/ethrex-blocks/", import.meta.url);

interface Expected {
  blobs: Record<string, { commitment: string; versionedHash: string }>;
}

export function blobFixture(name: "1-1.blob" | "2-1.blob") {
  const expected = (JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Expected).blobs[name]!;
  return {
    blob: Uint8Array.from(gunzipSync(readFileSync(new URL(`${name}.gz`, folder)))),
    commitment: fromHex(expected.commitment)!,
    versionedHash: fromHex(expected.versionedHash)!,
  };
}
