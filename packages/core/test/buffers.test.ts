// Buffers of memory/buffers.ts against a model: random allocations and frees, no two live buffers overlap, and memory is
// given out again.
import { describe, expect, it } from "vitest";
import { Random } from "./bytecode.js";
import { loadTesting, variants } from "./load.js";

describe.each(variants)("buffers, %s", async (variant) => {
  const { exports, memory, read, write } = await loadTesting("evm", variant);

  it("live buffers keep what was written to them", () => {
    const random = new Random(7);
    const live: { at: number; size: number; mark: number }[] = [];
    for (let i = 0; i < 4000; i++) {
      if (live.length > 0 && random.chance(48)) {
        const [{ at, size, mark }] = live.splice(random.below(live.length), 1) as [(typeof live)[number]];
        expect([...new Set(read(at, size))]).toEqual(size === 0 ? [] : [mark]);
        exports.bufferFree!(at);
      } else {
        const size = random.pick([0, 1, 1023, 1024, 1025, 4096, 5000, 40_000]);
        const at = exports.bufferAlloc!(size) >>> 0;
        const mark = random.below(256);
        expect(at % 16).toBe(0);
        write(at, new Uint8Array(size).fill(mark));
        live.push({ at, size, mark });
      }
    }
    for (const { at } of live) exports.bufferFree!(at);
  });

  it("what was freed is used before memory grows", () => {
    const round = () => {
      const buffers = Array.from({ length: 64 }, (_, i) => exports.bufferAlloc!(1 << (10 + (i % 8))));
      for (const buffer of buffers) exports.bufferFree!(buffer);
    };
    round();
    const before = memory.buffer.byteLength;
    for (let i = 0; i < 200; i++) round();
    expect(memory.buffer.byteLength).toBe(before);
  });

  it("traps on what can never fit", () => {
    expect(() => exports.bufferAlloc!(0x8000_0001)).toThrow(WebAssembly.RuntimeError);
    exports.reset!();
  });
});
