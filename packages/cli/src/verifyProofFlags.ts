// Options of `assay verify proof`, as the command line gives them.
import type { Hex } from "@assay/core/hex";

export interface ProofFlags {
  readonly program?: Hex;
  readonly publicValues?: string;
  readonly code?: string;
  readonly rpc?: string;
  readonly contract?: Hex;
  readonly block: string;
  readonly fork?: string;
  readonly witness?: string;
  readonly layout?: string;
  readonly requireKnownKey?: true;
  readonly json?: true;
}
