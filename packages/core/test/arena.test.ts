import { beforeAll, describe, expect, test } from "vitest";
import { CODES } from "../src/codes.ts";
import { decodeErrorRecord, RECORD_BYTES } from "../src/errorRecord.ts";
import { type Loaded, loadTesting, variants } from "./load.ts";

interface ArenaExports {
  alloc(size: number): number;
  allocZeroed(size: number): number;
  mark(): number;
  release(position: number): void;
  resetArena(): void;
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
