// What a web page imports has to do without Node.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

test.each([
  [
    "@assay/witness/verifyBlock",
    "@assay/witness/fileContent",
    "@assay/witness/jsonInput",
    "@assay/witness/jsonOutput",
    "@assay/witness/binaryInput",
  ],
  ["@assay/chain/genesis", "@assay/chain/genesisBlock", "@assay/chain/networks", "@assay/chain/blockJson"],
  ["@assay/core/instance", "@assay/core/result", "@assay/core/traceRecord"],
])("%s and its neighbours bundle for a browser", async (...doors) => {
  const { metafile } = await build({
    stdin: {
      contents: doors.map((door) => `export * from "${door}";`).join("\n"),
      resolveDir: fileURLToPath(new URL("../../cli", import.meta.url)),
    },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    conditions: ["source"],
    // Only reached when nobody gives a core; see verifyBlock.ts.
    external: ["@assay/core/wasmFile"],
    logLevel: "silent",
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.length).toBeGreaterThan(3);
  expect(inputs.filter((input) => /node:|readFile|wasmFile/.test(input))).toEqual([]);
});
