// The page as one HTML file that works from a disk: script, style, worker and the core's Wasm inside.
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [viteSingleFile()],
  resolve: { conditions: ["source", "browser", "module", "import", "default"] },
  worker: {
    // Chromium refuses module workers to a page that is a file.
    format: "iife",
    rolldownOptions: {
      // The page gives every run its core; reading it from a file is Node's.
      external: ["@assay/core/wasmFile"],
      output: { codeSplitting: false },
    },
  },
  build: {
    outDir: "build",
    emptyOutDir: true,
    assetsInlineLimit: 1 << 30,
    target: "es2022",
    reportCompressedSize: false,
  },
});
