// The witnesses of several blocks in a folder as one: block files whose names end with the block's number.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ChainSpec } from "@assay/chain/spec";
import { InputError } from "@assay/core/inputError";
import { blockNumber } from "./blockInput.ts";
import type { ByteString } from "./byteString.ts";
import type { StateWitness } from "./derive.ts";
import { readBlockInput } from "./readFile.ts";

/** Ends of the names, the first that is there counts. */
const SUFFIXES = [".assay", ".assay.gz", ".json", ".json.gz", ".witness.json", ".witness.json.gz"];

export interface FoundWitness extends StateWitness {
  /** Blocks without a file. */
  readonly missing: readonly bigint[];
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new InputError("FILE_NOT_FOUND", (error as Error).message, {
      at: folder,
      advice: "Name the folder of block files with --witness.",
      cause: error,
    });
  }
}

function fileOf(names: readonly string[], number: bigint): string | null {
  for (const suffix of SUFFIXES) {
    const end = `${number}${suffix}`;
    const found = names.find((name) => name.endsWith(end) && !/[0-9]/.test(name.at(-end.length - 1) ?? ""));
    if (found) return found;
  }
  return null;
}

/** Reads the witnesses of the blocks `first` to `last` of a chain. Files of other chains, or of another block than their name says, are
 *  refused; a block without a file is only named. @throws InputError */
export function readStateWitness(folder: string, chain: ChainSpec, first: bigint, last: bigint): FoundWitness {
  const names = namesOf(folder);
  const missing: bigint[] = [];
  const headers = new Set<ByteString>();
  const nodes = new Set<ByteString>();
  const codes = new Set<ByteString>();
  for (let number = first; number <= last; number++) {
    const name = fileOf(names, number);
    if (name === null) {
      missing.push(number);
      continue;
    }
    const path = join(folder, name);
    const input = readBlockInput(path, { chain });
    const own = input.blocks.length === 1 ? blockNumber(input.blocks[0]!, path) : null;
    if (own !== number) throw new InputError("FIELD_WRONG", `not block ${number} alone`, { at: path });
    // Blocks that follow each other share most of their nodes: as hex, equal ones are one.
    for (const [from, to] of [
      [input.headers, headers],
      [input.nodes, nodes],
      [input.codes, codes],
    ] as const) {
      for (const bytes of from) to.add(bytes);
    }
  }
  return { headers: [...headers], nodes: [...nodes], codes: [...codes], missing };
}
