// Default blob parameters of the forks and blob-parameter-only forks that exist.
import type { BlobParameters } from "./spec.ts";

type Defaults = Omit<BlobParameters, "timestamp">;

/** EIP-4844. */
export const CANCUN_BLOBS: Defaults = { target: 3n, max: 6n, baseFeeUpdateFraction: 3338477n };
/** EIP-7691; EIP-7594 (Osaka) leaves them as they are. */
export const PRAGUE_BLOBS: Defaults = { target: 6n, max: 9n, baseFeeUpdateFraction: 5007716n };
/** EIP-8134. */
export const BPO1_BLOBS: Defaults = { target: 10n, max: 15n, baseFeeUpdateFraction: 8346193n };
/** EIP-8135. */
export const BPO2_BLOBS: Defaults = { target: 14n, max: 21n, baseFeeUpdateFraction: 11684671n };

/** The schedule that all four public networks follow, at their own times. */
export function publicSchedule(times: {
  cancun: number;
  prague: number;
  osaka: number;
  bpo1: number;
  bpo2: number;
}): BlobParameters[] {
  return [
    { timestamp: BigInt(times.cancun), ...CANCUN_BLOBS },
    { timestamp: BigInt(times.prague), ...PRAGUE_BLOBS },
    { timestamp: BigInt(times.osaka), ...PRAGUE_BLOBS },
    { timestamp: BigInt(times.bpo1), ...BPO1_BLOBS },
    { timestamp: BigInt(times.bpo2), ...BPO2_BLOBS },
  ];
}
