// What the options of `assay prove` say.
import type { Hex } from "@assay/core/hex";
import type { BlockChoice, NodeFlags } from "./captureFlags.ts";

export interface ProveFlags extends Partial<NodeFlags> {
  block?: BlockChoice;
  output: string;
  backend: string;
  witness?: string;
  hash?: Hex;
  json?: true;
}
