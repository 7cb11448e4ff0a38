// The client as a host starts it: whatever goes wrong, its exit code is never a verdict. With hosts: test/program/commands.test.ts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const client = fileURLToPath(new URL("../bin/assay-client.js", import.meta.url));

function run(node: string[] = []) {
  const { status, stderr } = spawnSync(process.execPath, [...node, client], { encoding: "utf8" });
  return { status, stderr };
}

test("without descriptors: could not tell", () => {
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringMatching(/^incomplete[\s\S]*CHANNEL_CLOSED/) });
});

test("an uncaught exception is 4, never 1", () => {
  const breaking = `data:text/javascript,${encodeURIComponent("WebAssembly.Module = function () { throw new Error('boom') }")}`;
  expect(run(["--import", breaking])).toMatchObject({ status: 4, stderr: expect.stringMatching(/crashed[\s\S]*boom/) });
});
