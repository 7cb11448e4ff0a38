// How long, how often and how much: the limits of talking to a node.

export interface NodeLimits {
  /** For one request, until the last byte of its answer. */
  readonly timeoutMs: number;
  /** Tries of one request, the first one counted. */
  readonly attempts: number;
  readonly firstPauseMs: number;
  readonly lastPauseMs: number;
  /** Of one answer, which may be that of a batch. */
  readonly maxResponseBytes: number;
  /** Requests in one JSON-RPC batch. */
  readonly maxBatch: number;
  /** HTTP requests under way at the same time. */
  readonly concurrency: number;
  /** HTTP requests; null is as many as there are. */
  readonly requestsPerSecond: number | null;
}

/** Six tries and pauses of up to 10 s: half a minute of a node that restarts is survived, a dead one is reported. */
export const NODE_LIMITS: NodeLimits = {
  timeoutMs: 30_000,
  attempts: 6,
  firstPauseMs: 250,
  lastPauseMs: 10_000,
  maxResponseBytes: 256 * 1024 * 1024,
  maxBatch: 50,
  concurrency: 8,
  requestsPerSecond: null,
};

/** Ends early when the signal does. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
  });
}

/** Exponential back-off with full jitter, so that clients which failed together do not come back together; at least what the node
 *  asked for, where it did, but never beyond the longest pause. */
export function pauseMs(limits: NodeLimits, attempt: number, retryAfterMs: number | null): number {
  const ceiling = Math.min(limits.lastPauseMs, limits.firstPauseMs * 2 ** attempt);
  const jittered = ceiling * (0.5 + Math.random() / 2);
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, limits.lastPauseMs));
}
