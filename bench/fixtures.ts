// The bundled real L1 blocks, unpacked: both sides of a comparison start from the same JSON text.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

export const blocksFolder = fileURLToPath(new URL("../fixtures/blocks/", import.meta.url));

export interface BenchBlock {
  /** File name without its endings. */
  name: string;
  file: string;
  json: string;
}

function blocksOf(pattern: RegExp, filter: string): BenchBlock[] {
  return readdirSync(blocksFolder)
    .filter((file) => pattern.test(file) && file.includes(filter))
    .map((name) => {
      const file = join(blocksFolder, name);
      return { name: name.replace(".json.gz", ""), file, json: gunzipSync(readFileSync(file)).toString("latin1") };
    })
    .sort((a, b) => a.json.length - b.json.length);
}

/** Blocks of the chains that @ethereumjs/vm knows, smallest file first. */
export function benchBlocks(filter = ""): BenchBlock[] {
  return blocksOf(/^(mainnet|hoodi)-.*\.json\.gz$/, filter);
}

/** Blocks of the OP Stack, smallest file first. */
export function optimismBlocks(filter = ""): BenchBlock[] {
  return blocksOf(/^(op|unichain)-.*\.json\.gz$/, filter);
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
