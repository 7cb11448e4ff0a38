// Hostile programs end in typed errors, within their cycles and pages.
import { expect, test } from "vitest";
import { MAX_PAGES } from "../riscv/hostile.ts";
import { Random } from "../riscv/random.ts";
import { runHostile } from "./hostile.ts";

const SEED = 3;

test(`hostile programs, seed ${SEED}`, () => {
  const random = new Random(SEED);
  const ends = new Map<string, number>();
  for (let i = 0; i < 160; i++) {
    const run = runHostile(random);
    expect(run.pages, `${i}: ${run.kind}`).toBeLessThanOrEqual(MAX_PAGES);
    expect(run.ms, `${i}: ${run.kind}`).toBeLessThan(5000);
    ends.set(run.end, (ends.get(run.end) ?? 0) + 1);
  }
  const wanted = [
    "ELF_BROKEN",
    "MACHINE_OUT_OF_MEMORY",
    "addressOutOfRange",
    "badDescriptor",
    "illegalInstruction",
    "jumpOutsideCode",
    "limit",
    "misalignedAccess",
    "misalignedJump",
    "storeToCode",
    "unknownCall",
  ];
  expect([...ends.keys()].filter((name) => wanted.includes(name)).sort()).toEqual(wanted);
});
