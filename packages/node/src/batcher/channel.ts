// A channel's content: batches as RLP strings one after the other, compressed. OP Stack specification, "Channel Format".
import { brotliCompressSync, constants, deflateSync } from "node:zlib";
import { encodeRlp } from "@assay/chain/rlp";
import { concatBytes } from "@assay/core/bytes";

/** Brotli is read from Fjord on, by the time of the L1 block that it is in. */
export type Compression = "zlib" | "brotli";

/** Before the stream: zlib's own first byte ends in 8 or 15, so 1 cannot be one. Fjord, "Brotli Channel Compression". */
const BROTLI_VERSION = Uint8Array.of(1);
/** As op-batcher's default, `brotli-10`. */
const BROTLI_QUALITY = 10;

/** `batches`: each with its version byte. */
export function encodeChannel(batches: readonly Uint8Array[], compression: Compression): Uint8Array {
  const content = concatBytes(...batches.map((batch) => encodeRlp(batch)));
  if (compression === "zlib") return Uint8Array.from(deflateSync(content, { level: constants.Z_BEST_COMPRESSION }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  return concatBytes(BROTLI_VERSION, brotliCompressSync(content, { params }));
}
