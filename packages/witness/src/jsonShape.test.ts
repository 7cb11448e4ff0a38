import { gzipSync } from "node:zlib";
import { InputError } from "@assay/core/inputError";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/blocks.ts";
import { checkJsonShape } from "./jsonShape.ts";
import { prepareFile } from "./readFile.ts";

const folder = temporaryFolder();
const MIB = 2 ** 20;
const long = `"0x${"ab".repeat(1000)}"`;
const filler = `${long},`.repeat(100);
const check = (text: string) => checkJsonShape(Buffer.from(text));

test("a list of strings, and brackets and escapes inside of strings, are no structure", () => {
  check(`[${filler}${long}]`);
  check(`[${filler}${`"${"[".repeat(100)}",`.repeat(50)}0]`);
  check(`[${filler}${`"\\"${"[".repeat(100)}\\\\",`.repeat(50)}0]`);
});

test("depth is counted outside of strings, also after a string that ends in a backslash", () => {
  expect(() => check(`[${filler}${"[".repeat(70)}`)).toThrow(/deeper than 64/);
  expect(() => check(`[${filler}"\\\\",${"[".repeat(70)}`)).toThrow(/deeper than 64/);
  expect(() => check(`[${filler}${'{"a":'.repeat(70)}`)).toThrow(/deeper than 64/);
  check(`[${filler}${"[],".repeat(1000)}0]`);
});

test("values are counted", () => {
  expect(() => check(`[${"1,".repeat(16 * MIB)}1]`)).toThrow(/more than 16000000 values/);
  expect(() => check(`[${"{},".repeat(8 * MIB)}1]`)).toThrow(InputError);
});

test.each([
  ["nested", "["],
  ["wide", "[],"],
  ["pairs", '{"":'],
])("a bomb that is %s is refused before it is parsed", (name, piece) => {
  const path = folder.write(`${name}.json.gz`, gzipSync(Buffer.alloc(100 * MIB, `[${piece}`), { level: 1 }));
  const before = process.memoryUsage().rss;
  expect(() => prepareFile(path)).toThrow(expect.objectContaining({ code: "JSON_BROKEN" }));
  expect(process.memoryUsage().rss - before).toBeLessThan(600 * MIB);
});
