import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CODES } from "./codes.ts";

const assembly = readFileSync(new URL("../assembly/error/codes.ts", import.meta.url), "utf8");
const declared = [...assembly.matchAll(/^export const (\w+): u32 = (\d+);$/gm)].map(([, name, code]) => [
  name!,
  Number(code),
]);

test("the core and the host have the same codes", () => {
  const host = Object.entries(CODES).map(([name, entry]) => [name, entry.code]);
  expect(Object.fromEntries(host)).toEqual(Object.fromEntries(declared));
  expect(declared.length).toBe(assembly.match(/export const/g)?.length);
});

test("no code is used twice, and each has a message of one sentence", () => {
  const codes = Object.values(CODES).map((entry) => entry.code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const [name, entry] of Object.entries(CODES)) {
    expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    expect(entry.message).toMatch(/^[A-Z].*[^.]$/);
  }
});

test("codes lie in the ranges of docs/interfaces.md", () => {
  for (const { code } of Object.values(CODES)) expect(code > 0 && code < 950).toBe(true);
});
