// Inputs of the guest "block", and what the Wasm core says of them.
import { readdirSync } from "node:fs";
import { blockPublicValues } from "../../../capture/src/publicValues.ts";
import { fromHex, type Hex, toHex } from "../../../core/src/hex.ts";
import { Core } from "../../../core/src/instance.ts";
import { compileCore } from "../../../core/src/wasmFile.ts";
import { type BlockInput, encodeInput } from "../../../witness/src/blockInput.ts";
import { readBlockInput } from "../../../witness/src/readFile.ts";
import type { Preimages } from "./qemu.ts";

export interface Case {
  readonly name: string;
  readonly input: Uint8Array;
  readonly chainId: bigint;
}

export const EXIT_CODES = { valid: 0, invalid: 1, incomplete: 2 } as const;

const folder = new URL("../../../../fixtures/blocks/", import.meta.url);
const core = new Core(compileCore("wasm"));

/** Every bundled block. */
export function blockNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json.gz"))
    .map((name) => name.replace(".json.gz", ""));
}

function caseOf(name: string, block: BlockInput): Case {
  return { name, input: encodeInput(block), chainId: block.chain.chainId };
}

export function blockCase(name: string, change: (block: BlockInput) => BlockInput = (block) => block): Case {
  return caseOf(name, change(readBlockInput(new URL(`${name}.json.gz`, folder).pathname)));
}

/** The block with the byte of its header changed in which `value` begins, and no hash claimed. */
export function withHeaderValue(block: BlockInput, value: Hex): BlockInput {
  const bytes = block.blocks[0]!;
  const hex = typeof bytes === "string" ? bytes : toHex(bytes);
  const at = hex.indexOf(value.slice(2));
  if (at < 0) throw new Error(`no ${value} in the block`);
  const changed = fromHex(hex)!;
  changed[at / 2 - 1]! ^= 1;
  return { ...block, blocks: [changed], claim: { ...block.claim, source: "self", hash: null } } as BlockInput;
}

/** Verdict as an exit code, and public values. */
export function expectedOf({ input, chainId }: Case) {
  const outcome = core.verify(input.length, (memory) => memory.set(input));
  const values = blockPublicValues(outcome, chainId);
  return { code: EXIT_CODES[outcome.verdict], publicValues: toHex(values ?? new Uint8Array(0)), outcome };
}

const INPUT_KEY = `0x01${"10".padStart(62, "0")}`;

/** The oracle of a run: the input under its local key. */
export function inputOracle(input: Uint8Array): Preimages {
  return (key) => (toHex(key) === INPUT_KEY ? input : null);
}
