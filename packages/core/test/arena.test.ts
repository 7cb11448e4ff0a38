import { beforeAll, describe, expect, test } from "vitest";
import { CODES } from "../src/codes.ts";
import { decodeErrorRecord, RECORD_BYTES } from "../src/errorRecord.ts";
import { Random } from "./bytecode.ts";
import { type Loaded, loadTesting, variants } from "./load.ts";

interface ArenaExports {
  alloc(size: number): number;
  allocZeroed(size: number): number;
  mark(): number;
  release(position: number): void;
  resetArena(): void;
  useStateRegion(): void;
  useMainRegion(): number;
  emptyStateRegion(): void;
  stateRegionBytes(): number;
  isGuest(): number;
  assertAbove2(x: number): number;
  errorRecord(): number;
}

describe.each(variants)("%s build", (variant) => {
  let core: Loaded;
  let arena: ArenaExports;
  beforeAll(async () => {
    core = await loadTesting("arena", variant);
    arena = core.exports as unknown as ArenaExports;
  });

  test("gives 16-byte aligned memory that does not overlap", () => {
    arena.resetArena();
    let end = 0;
    for (const size of [0, 1, 15, 16, 17, 1000, 70_000]) {
      const at = arena.alloc(size);
      expect(at % 16).toBe(0);
      expect(at).toBeGreaterThanOrEqual(end);
      end = at + size;
      expect(core.memory.buffer.byteLength).toBeGreaterThanOrEqual(end);
    }
  });

  test("gives zeroed memory where it was used before", () => {
    arena.resetArena();
    core.write(arena.alloc(100), new Uint8Array(100).fill(0xff));
    arena.resetArena();
    expect(core.read(arena.allocZeroed(100), 100)).toEqual(new Uint8Array(100));
  });

  test("two regions: what is written in one stays when the other is emptied, and its memory is used again", () => {
    arena.resetArena();
    arena.emptyStateRegion();
    const random = new Random(11);
    const main: { at: number; size: number; mark: number }[] = [];
    let state: typeof main = [];
    let allocated = 0;
    let most = 0;
    const check = (live: typeof main) => {
      for (const { at, size, mark } of live) {
        expect(core.read(at, 1)[0]).toBe(mark);
        expect(core.read(at + size - 1, 1)[0]).toBe(mark);
      }
    };
    for (let round = 0; round < 12; round++) {
      for (let i = 0; i < 40; i++) {
        const toState = random.chance(128);
        if (toState) arena.useStateRegion();
        else arena.useMainRegion();
        // Some larger than a whole block of the region.
        const size = random.pick([1, 100, 70_000, toState ? 5_000_000 : 3000]);
        const at = arena.alloc(size) >>> 0;
        expect(at % 16).toBe(0);
        const mark = random.below(256);
        core.write(at, new Uint8Array(size).fill(mark));
        (toState ? state : main).push({ at, size, mark });
        if (toState) allocated += size;
      }
      check(main);
      check(state);
      expect(arena.stateRegionBytes() >>> 0).toBeGreaterThanOrEqual(allocated);
      expect(arena.stateRegionBytes() >>> 0).toBeLessThan(allocated + 20_000_000 + allocated);
      most = Math.max(most, arena.stateRegionBytes() >>> 0);
      if (random.chance(128)) continue;
      arena.emptyStateRegion();
      expect(arena.stateRegionBytes()).toBe(0);
      state = [];
      allocated = 0;
    }
    arena.useMainRegion();
    check(main);
    // Twice as much again does not need new memory once the blocks are there.
    const before = core.memory.buffer.byteLength;
    for (let round = 0; round < 5; round++) {
      arena.emptyStateRegion();
      arena.useStateRegion();
      while (arena.stateRegionBytes() >>> 0 < most / 2) arena.alloc(100_000);
      arena.useMainRegion();
    }
    expect(core.memory.buffer.byteLength).toBe(before);
    expect(arena.useMainRegion()).toBe(0);
  });

  test("a mark of an earlier block of the second region is gone back to", () => {
    arena.resetArena();
    arena.emptyStateRegion();
    arena.useStateRegion();
    const first = arena.alloc(16) >>> 0;
    const position = arena.mark();
    const bytes = arena.stateRegionBytes();
    for (let i = 0; i < 3; i++) arena.alloc(6_000_000);
    arena.release(position);
    expect(arena.stateRegionBytes()).toBe(bytes);
    expect(arena.alloc(16) >>> 0).toBe(first + 16);
    arena.resetArena();
  });

  test("takes back what came after a mark, and everything at a reset", () => {
    arena.resetArena();
    const first = arena.alloc(8);
    const position = arena.mark();
    const second = arena.alloc(8);
    arena.release(position);
    expect(arena.alloc(8)).toBe(second);
    arena.resetArena();
    expect(arena.alloc(8)).toBe(first);
  });

  test("traps where memory ends, instead of wrapping around", () => {
    arena.resetArena();
    for (const size of [0xffff_fff0, 0xffff_ffff, 0xc000_0001]) {
      expect(() => arena.alloc(size)).toThrow(WebAssembly.RuntimeError);
    }
    arena.resetArena();
    expect(arena.alloc(8)).toBeGreaterThan(0);
  });

  test("knows which build it is", () => {
    expect(arena.isGuest()).toBe(variant === "guest" ? 1 : 0);
  });

  test("checks assertions only in the debug build, and says which one failed", () => {
    expect(arena.assertAbove2(3)).toBe(3);
    if (variant !== "debug") {
      expect(arena.assertAbove2(1)).toBe(1);
      return;
    }
    expect(() => arena.assertAbove2(1)).toThrow(WebAssembly.RuntimeError);
    const failure = decodeErrorRecord(core.read(arena.errorRecord(), RECORD_BYTES));
    expect(failure).toMatchObject({ verdict: "incomplete", code: CODES.ASSERTION_FAILED.code });
  });
});
