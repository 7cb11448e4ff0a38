// Real blocks for the tests of this package.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll } from "vitest";

export const BLOCKS = fileURLToPath(new URL("../../../fixtures/blocks/", import.meta.url));

/** The L1 blocks, smallest first where it matters. */
export const L1_BLOCKS = [
  "mainnet-1",
  "mainnet-1149999",
  "mainnet-1150000",
  "mainnet-1920000",
  "mainnet-2463000",
  "mainnet-2675000",
  "mainnet-9069000",
  "mainnet-15537394",
  "mainnet-19426587",
  "hoodi-974567",
  "hoodi-1041734",
  "hoodi-1265656",
  "hoodi-1281069",
];

/** The blocks of the OP Stack. */
export const OP_BLOCKS: readonly string[] = readdirSync(BLOCKS)
  .filter((file) => /^(op|unichain)-.*\.json\.gz$/.test(file))
  .map((file) => file.slice(0, -".json.gz".length))
  .sort();

export interface Fixture {
  chain: string;
  chainId: number;
  number: number;
  fork: string;
  parentHeader: string;
  block: string;
  /** Of the OP Stack only. */
  payloadAttributes?: Record<string, unknown>;
  rollupConfig?: Record<string, unknown>;
  witness: { state: string[]; codes: string[]; headers: string[] };
  expected: { blockHash: string; stateRoot: string; receiptsRoot: string; gasUsed: number; receipts: string[] };
}

export function fixturePath(name: string): string {
  return join(BLOCKS, `${name}.json.gz`);
}

/** A fresh copy of the parsed file. */
export function fixture(name: string): Fixture {
  return JSON.parse(gunzipSync(readFileSync(fixturePath(name))).toString());
}

/** A folder for files of one test file, removed after it. */
export function temporaryFolder(): {
  path: string;
  write(name: string, contents: string | Uint8Array | object): string;
} {
  const path = mkdtempSync(join(tmpdir(), "assay-test-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, contents) {
      const file = join(path, name);
      const data = typeof contents === "string" || contents instanceof Uint8Array ? contents : JSON.stringify(contents);
      writeFileSync(file, name.endsWith(".gz") && typeof data === "string" ? gzipSync(data) : data);
      return file;
    },
  };
}

/** Whether two byte strings are equal; vitest's own comparison takes seconds for a megabyte. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
