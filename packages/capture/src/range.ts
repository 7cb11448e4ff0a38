// A range of blocks, one file each: several at a time, those that are there already left as they are, and in the end all of one chain.
import type { ChainSpec } from "@assay/chain/spec";
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { BlockName } from "./blockSource.ts";
import { type Captured, type CaptureOptions, captureBlock } from "./capture.ts";
import type { CaptureNode } from "./captureNode.ts";
import { type CapturedFile, capturePath, readCaptured, writeCapture } from "./files.ts";
import type { Format } from "./formats.ts";

export interface RangeOptions extends CaptureOptions {
  readonly chain: ChainSpec;
  readonly folder: string;
  readonly format: Format;
  /** Blocks that are captured at the same time. */
  readonly atOnce: number;
}

/** What became of one block. */
export type RangeEvent = { readonly number: bigint; readonly file: string; readonly ms: number } & (
  | { readonly kind: "written"; readonly captured: Captured; readonly bytes: number }
  /** A file of an earlier run. */
  | { readonly kind: "kept"; readonly hash: Hex }
  /** The block breaks a rule of its chain: no file. */
  | { readonly kind: "invalid"; readonly captured: Captured }
  | { readonly kind: "failed"; readonly error: InputError }
);

/** How often the chain may change under a range before it is given up. */
const MAX_REPAIRS = 3;

/** Captures blocks `from` to `to`. Each block, and each one that is captured again, is told to `tell`. What is wrong with one block
 *  does not end the others, but a node that is gone does. */
export async function captureRange(
  newNode: () => CaptureNode,
  from: bigint,
  to: bigint,
  options: RangeOptions,
  tell: (event: RangeEvent) => void,
): Promise<void> {
  const range = new Range(newNode, options, tell);
  for (let n = from; n <= to; n++) range.wait(n, n);
  await range.drain();
  for (let repair = 0; range.relink(from, to); repair++) {
    if (repair === MAX_REPAIRS) range.giveUp();
    await range.drain();
  }
}

class Range {
  readonly #newNode: () => CaptureNode;
  readonly #options: RangeOptions;
  readonly #tell: (event: RangeEvent) => void;
  readonly #waiting: { number: bigint; name: BlockName }[] = [];
  readonly #done = new Map<bigint, CapturedFile>();
  #gone: InputError | null = null;

  constructor(newNode: () => CaptureNode, options: RangeOptions, tell: (event: RangeEvent) => void) {
    this.#newNode = newNode;
    this.#options = options;
    this.#tell = tell;
  }

  wait(number: bigint, name: BlockName): void {
    this.#waiting.push({ number, name });
  }

  /** Captures everything that waits. */
  async drain(): Promise<void> {
    const worker = async () => {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
        await this.#one(next.number, next.name);
    };
    await Promise.all(Array.from({ length: this.#options.atOnce }, worker));
  }

  /** Puts blocks that the block above does not stand on back to be captured, by the hash that it names: the chain was reorganised
   *  while the range was captured, or since an earlier run. @returns whether there are any */
  relink(from: bigint, to: bigint): boolean {
    if (this.#gone) return false;
    for (let n = to; n > from; n--) {
      const [above, below] = [this.#done.get(n), this.#done.get(n - 1n)];
      if (above && below && above.parentHash !== below.hash) this.wait(n - 1n, above.parentHash);
    }
    return this.#waiting.length > 0;
  }

  /** What still waits is told as failed. */
  giveUp(): void {
    this.#gone = new InputError("CAPTURE_IMPOSSIBLE", "the chain keeps being reorganised under the range", {
      advice: "Capture blocks that are some minutes old.",
    });
  }

  async #one(number: bigint, name: BlockName): Promise<void> {
    const { chain, folder, format } = this.#options;
    const started = performance.now();
    const file = capturePath(folder, chain, number, format);
    const rest = () => ({ number, file, ms: performance.now() - started });
    const kept = typeof name === "bigint" ? readCaptured(file, chain, number) : null;
    if (kept) {
      this.#done.set(number, kept);
      this.#tell({ kind: "kept", hash: kept.hash, ...rest() });
      return;
    }
    try {
      if (this.#gone) throw this.#gone;
      const captured = await captureBlock(this.#newNode(), name, this.#options);
      if (captured.verdict.verdict !== "valid") {
        this.#tell({ kind: "invalid", captured, ...rest() });
        return;
      }
      const bytes = writeCapture(file, captured.input, format);
      this.#done.set(number, captured);
      this.#tell({ kind: "written", captured, bytes, ...rest() });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (error.code === "NODE_UNREACHABLE" || error.code === "FILE_UNWRITABLE") this.#gone = error;
      this.#tell({ kind: "failed", error, ...rest() });
    }
  }
}
