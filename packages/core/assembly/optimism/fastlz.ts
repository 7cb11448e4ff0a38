// How long FastLZ (level 1) would make a byte string: the size estimate behind the L1 fee from Fjord on and the DA footprint
// from Jovian on (OP Stack specs, Fjord, "L1-Cost fees"). Only the length; nothing is written.

/** Match candidates: position by hash of three bytes, plus `base`. What is below `base` was entered for other data and counts as none,
 *  which is position 0: so the table need not be cleared every time. Positions count from the start of the data. */
const TABLE_ENTRIES: usize = 8192;
const TABLE: usize = memory.data(8192 * 4, 8);
let base: u32 = 1;
const MAX_BASE: u32 = 0x8000_0000;
const MAX_DISTANCE: u32 = 8191;
const MAX_MATCH: u32 = 262;
const LITERAL_RUN: u32 = 32;
/** No match starts in the last bytes. */
const TAIL: u32 = 13;

// @ts-ignore: decorator
@inline
function three(at: usize): u32 {
  return load<u32>(at) & 0xff_ffff;
}

// @ts-ignore: decorator
@inline
function entryOf(value: u32): usize {
  return TABLE + ((<usize>((value * 2_654_435_769) >> 19)) << 2);
}

/** Bytes that `count` literals take. */
function literals(count: u32): u32 {
  const rest = count % LITERAL_RUN;
  return (count / LITERAL_RUN) * (LITERAL_RUN + 1) + (rest != 0 ? rest + 1 : 0);
}

/** Bytes that a match of `length` bytes, counted without its first, takes. */
function matched(length: u32): u32 {
  return (length / MAX_MATCH) * 3 + (length % MAX_MATCH >= 6 ? 3 : 2);
}

/** Steps that two positions agree for; a byte that differs is counted and ends it. `end` bounds the second one. */
function agreement(data: usize, first: u32, second: u32, end: u32): u32 {
  let length: u32 = 0;
  const most = end - second;
  while (length < most) {
    const differs = load<u8>(data + <usize>(first + length)) != load<u8>(data + <usize>(second + length));
    length++;
    if (differs) break;
  }
  return length;
}

/** Length of `data` compressed. Reads up to one byte past its `length`: transactions lie inside the input. */
export function fastLzLength(data: usize, length: u32): u32 {
  if (base >= MAX_BASE) {
    memory.fill(TABLE, 0, TABLE_ENTRIES << 2);
    base = 1;
  }
  const limit: u32 = length >= TAIL ? length - TAIL : 0;
  let size: u32 = 0;
  /** Start of the literals not yet counted. */
  let anchor: u32 = 0;
  let at: u32 = 2;
  while (at < limit) {
    let candidate: u32 = 0;
    while (true) {
      const value = three(data + <usize>at);
      const entry = entryOf(value);
      const held = load<u32>(entry);
      candidate = held >= base ? held - base : 0;
      store<u32>(entry, base + at);
      const distance = at - candidate;
      if (at >= limit) break;
      at++;
      if (distance <= MAX_DISTANCE && value == three(data + <usize>candidate)) break;
    }
    if (at >= limit) break;
    at--;
    if (at > anchor) size += literals(at - anchor);
    const length = agreement(data, candidate + 3, at + 3, limit + 9);
    size += matched(length - 1);
    at += length;
    store<u32>(entryOf(three(data + <usize>at)), base + at);
    at++;
    store<u32>(entryOf(three(data + <usize>at)), base + at);
    at++;
    anchor = at;
  }
  // No position is beyond the data.
  base += length + 1;
  return size + literals(length - anchor);
}

const INTERCEPT: u64 = 42_585_600;
const COEFFICIENT: u64 = 836_500;
const MINIMUM: u64 = 100_000_000;

/** Estimated bytes in a compressed batch, in millionths (Fjord: estimatedSizeScaled). */
export function estimatedSize(data: usize, length: u32): u64 {
  const scaled = COEFFICIENT * <u64>fastLzLength(data, length);
  return scaled < MINIMUM + INTERCEPT ? MINIMUM : scaled - INTERCEPT;
}
