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
  useRegion(region: number): number;
  emptyRegion(region: number): void;
  regionBytes(region: number): number;
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

  test("regions: what is written in one stays when another is emptied, and its memory is used again", () => {
    arena.resetArena();
    const random = new Random(11);
    const live: { at: number; size: number; mark: number }[][] = [[], [], [], [], []];
    const total = [0, 0, 0, 0, 0];
    const most = [0, 0, 0, 0, 0];
    for (let region = 1; region < 5; region++) arena.emptyRegion(region);
    const check = () => {
      for (const { at, size, mark } of live.flat()) {
        expect(core.read(at, 1)[0]).toBe(mark);
        expect(core.read(at + size - 1, 1)[0]).toBe(mark);
      }
    };
    for (let round = 0; round < 15; round++) {
      for (let i = 0; i < 40; i++) {
        const region = random.below(5);
        arena.useRegion(region);
        // Some larger than a whole block of the region.
        const size = random.pick([1, 100, 70_000, region === 0 ? 3000 : 2_000_000]);
        const at = arena.alloc(size) >>> 0;
        expect(at % 16).toBe(0);
        const mark = random.below(256);
        core.write(at, new Uint8Array(size).fill(mark));
        live[region]!.push({ at, size, mark });
        total[region]! += size;
        if (region === 0) continue;
        const bytes = arena.regionBytes(region) >>> 0;
        expect(bytes).toBeGreaterThanOrEqual(total[region]!);
        expect(bytes).toBeLessThan(total[region]! + 16 * live[region]!.length);
        most[region] = Math.max(most[region]!, bytes);
      }
      check();
      const emptied = 1 + random.below(4);
      arena.emptyRegion(emptied);
      expect(arena.regionBytes(emptied)).toBe(0);
      live[emptied] = [];
      total[emptied] = 0;
    }
    // Half as much again does not need new memory once the blocks are there.
    const before = core.memory.buffer.byteLength;
    for (let region = 1; region < 5; region++) {
      arena.emptyRegion(region);
      arena.useRegion(region);
      while (arena.regionBytes(region) >>> 0 < most[region]! / 2) arena.alloc(100_000);
    }
    expect(core.memory.buffer.byteLength).toBe(before);
    expect(arena.useRegion(0)).toBe(4);
    live.splice(1);
    check();
  });

  test("a mark of an earlier block of a region is gone back to", () => {
    arena.resetArena();
    arena.emptyRegion(2);
    arena.useRegion(2);
    const empty = arena.mark();
    const first = arena.alloc(16) >>> 0;
    const position = arena.mark();
    const bytes = arena.regionBytes(2);
    for (let i = 0; i < 3; i++) arena.alloc(6_000_000);
    arena.release(position);
    expect(arena.regionBytes(2)).toBe(bytes);
    expect(arena.alloc(16) >>> 0).toBe(first + 16);
    arena.alloc(6_000_000);
    arena.release(empty);
    expect(arena.regionBytes(2)).toBe(0);
    expect(arena.alloc(16) >>> 0).toBe(first);
    arena.resetArena();
  });

  test("a region that was never made ready traps, as does a mark of another one", () => {
    arena.resetArena();
    arena.useRegion(3);
    expect(() => arena.alloc(16)).toThrow(WebAssembly.RuntimeError);
    arena.resetArena();
    const position = arena.mark();
    arena.emptyRegion(3);
    arena.useRegion(3);
    expect(() => arena.release(position)).toThrow(WebAssembly.RuntimeError);
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
