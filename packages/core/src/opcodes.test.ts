import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { opcodeName } from "./opcodes.ts";

test("the names are those of the core", () => {
  const assembly = readFileSync(new URL("../assembly/evm/opcodes.ts", import.meta.url), "utf8");
  const declared = [...assembly.matchAll(/^export const (\w+): u32 = (0x[0-9a-f]+);$/gm)];
  expect(declared.length).toBeGreaterThan(70);
  for (const [, name, number] of declared) expect(opcodeName(Number(number))).toBe(name);
});

test("ranges and gaps", () => {
  expect([0x6f, 0x8f, 0x9f, 0x0c].map(opcodeName)).toEqual(["PUSH16", "DUP16", "SWAP16", "opcode 0x0c not defined"]);
});
