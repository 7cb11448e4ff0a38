// What the options of `assay capture` and of other commands that capture say.
import type { Format } from "@assay/capture/formats";
import type { Way } from "@assay/capture/ways";
import type { Hex } from "@assay/core/hex";

export interface BlockRange {
  readonly from: bigint;
  readonly to: bigint | "latest";
}

/** What --block names. */
export type BlockChoice = { readonly one: bigint | Hex | "latest" } | { readonly range: BlockRange };

export interface NodeFlags {
  rpc: string;
  chain?: string;
  way?: Way;
  requestsPerSecond?: number;
  concurrency?: number;
  batch?: number;
  requestTimeout?: number;
  tries?: number;
}

export interface CaptureFlags extends NodeFlags {
  block: BlockChoice;
  output: string;
  format: Format;
  jobs: number;
  trustRoot?: true;
  json?: true;
}
