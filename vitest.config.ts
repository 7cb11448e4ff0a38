import { defineConfig } from "vitest/config";

// The packages' sources, not their built files: a test run never sees a stale build of TypeScript.
const conditions = ["source", "node", "import", "module", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Every core works: the default leaves one idle, which is half of a small machine.
    maxWorkers: "100%",
    retry: 0,
  },
});
