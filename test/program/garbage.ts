// What may stand in a batch inbox besides batches: payloads of every broken kind.
import { encodeRlp } from "@assay/chain/rlp";
import { encodeChannel } from "@assay/node/batcher/channel";
import { cutFrames, encodeFrame, encodePayload } from "@assay/node/batcher/frame";
import { concatBytes } from "../../packages/core/src/bytes.ts";
import type { Dice } from "./traffic.ts";

const VERSION = Uint8Array.of(0);

/** One payload, which derivation must pass over. `old`: payloads that stood there before. */
export function garbage(dice: Dice, old: readonly Uint8Array[]): Uint8Array {
  const id = dice.bytes(16);
  const whole = (content: Uint8Array) => encodePayload(cutFrames(id, content, 100_000));
  const frame = (content: Uint8Array, isLast = true) => encodeFrame({ channel: id, number: 0, data: content, isLast });
  const batches = encodeChannel([concatBytes(Uint8Array.of(dice.below(3)), dice.bytes(100))], "zlib");
  const kinds: (() => Uint8Array)[] = [
    () => dice.bytes(1 + dice.below(200)),
    () => VERSION,
    // Another version; a frame that ends early; one with a flag that is neither 0 nor 1; one with bytes after it.
    () => concatBytes(Uint8Array.of(1), frame(batches)),
    () => concatBytes(VERSION, frame(batches)).subarray(0, -2),
    () => concatBytes(VERSION, frame(batches).fill(2, -1)),
    () => concatBytes(VERSION, frame(batches), Uint8Array.of(0)),
    // A length of four gigabytes.
    () => concatBytes(VERSION, frame(batches).fill(0xff, 18, 22)),
    // Whole channels: no compression, damaged compression, batches that are none, RLP that is none, a bomb.
    () => whole(dice.bytes(300)),
    () => whole(concatBytes(batches.subarray(0, batches.length - 6), dice.bytes(6))),
    () => whole(batches),
    () => whole(encodeChannel([new Uint8Array(0), Uint8Array.of(9)], "zlib")),
    () => whole(encodeChannel([concatBytes(Uint8Array.of(0), encodeRlp([dice.bytes(32)]))], "brotli")),
    () => whole(encodeChannel([new Uint8Array(3_000_000)], "zlib")),
    // A channel that never ends.
    () => concatBytes(VERSION, frame(batches, false)),
    () => (old.length > 0 ? dice.pick(old) : VERSION),
  ];
  return dice.pick(kinds)();
}
