// BLOCKHASH: the hashes of the last 256 blocks.
import { blockHashOf } from "../header/ancestors";
import { reverse32, zero32 } from "../memory/bytes";
import { u256IsU64 } from "../uint256/word";
import { blockNumber } from "./environment";

const REACH: u64 = 256;

/** The number at `sp` becomes the hash, 0 out of reach. */
export function blockHashWord(sp: usize): void {
  const number = load<u64>(sp);
  if (!u256IsU64(sp) || number >= blockNumber || blockNumber - number > REACH) {
    zero32(sp);
    return;
  }
  blockHashOf(number, sp);
  reverse32(sp, sp);
}
