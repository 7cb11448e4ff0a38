// What can go wrong with a node, told apart so that the right thing follows: ask again, ask in another way, or give up.
import { type Hex, toHex } from "@assay/core/hex";
import { InputError, type InputErrorCode } from "@assay/core/inputError";

export type NodeFailureCode = Extract<InputErrorCode, `NODE_${string}`>;

export interface NodeFailureDetails {
  /** The same request may work a little later. */
  readonly retry?: boolean;
  readonly retryAfterMs?: number | null;
  /** The node does not have this method or path. */
  readonly unsupported?: boolean;
  readonly cause?: unknown;
}

export class NodeFailure extends InputError {
  declare readonly code: NodeFailureCode;
  readonly retry: boolean;
  readonly retryAfterMs: number | null;
  readonly unsupported: boolean;

  constructor(code: NodeFailureCode, node: string, message: string, details: NodeFailureDetails = {}) {
    super(code, message, { at: node, cause: details.cause });
    this.retry = details.retry ?? false;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.unsupported = details.unsupported ?? false;
  }
}

/** The node gave bytes that are not what this hash or root names. */
export function lied(node: string, method: string, hash: Uint8Array | Hex, why: string): NodeFailure {
  const shown = typeof hash === "string" ? hash : toHex(hash);
  return new NodeFailure("NODE_LIED", node, `${method} for ${shown}: ${why}`);
}
