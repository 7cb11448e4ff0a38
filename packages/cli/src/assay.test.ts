// The built command line as users start it: exit codes, streams, crashes.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const bin = join(root, "packages/cli/bin/assay.js");
const small = join(root, "fixtures/blocks/mainnet-1149999.json.gz");

function run(args: string[], options: { environment?: NodeJS.ProcessEnv; node?: string[] } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...(options.node ?? []), bin, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...options.environment },
  });
  return { status, stdout, stderr };
}

describe("exit codes", () => {
  test.each([
    [0, [small]],
    [1, [small, "--hash", `0x${"12".repeat(32)}`]],
    [2, ["/nowhere/block.json"]],
    [3, ["/nowhere/*.json"]],
    [3, ["--frobnicate"]],
  ])("%i for %j", (status, args) => {
    expect(run(["verify", "block", ...args]).status).toBe(status);
  });

  test("an uncaught exception is 4, never 1", () => {
    // A module that breaks something which the command needs later.
    const breaking = `data:text/javascript,${encodeURIComponent("WebAssembly.Module = function () { throw new Error('boom') }")}`;
    const { status, stderr } = run(["verify", "block", small], { node: ["--import", breaking] });
    expect(status).toBe(4);
    expect(stderr).toMatch(/assay crashed[\s\S]*boom/);
  });

  test("a build that is not there is 3", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        "-e",
        `
      const fs = require("node:fs"), os = require("node:os"), path = require("node:path");
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "assay-bin-"));
      fs.mkdirSync(path.join(folder, "bin"));
      fs.writeFileSync(path.join(folder, "package.json"), '{"type":"module"}');
      fs.copyFileSync(${JSON.stringify(bin)}, path.join(folder, "bin/assay.js"));
      const { status, stderr } = require("node:child_process").spawnSync(process.execPath, [path.join(folder, "bin/assay.js")]);
      fs.rmSync(folder, { recursive: true });
      process.stderr.write(stderr);
      process.exit(status);
    `,
      ],
      { encoding: "utf8" },
    );
    expect([status, stderr]).toEqual([3, expect.stringContaining("npm run build")]);
  });
});

describe("streams", () => {
  test("no colours in a pipe, colours when they are forced, none with NO_COLOR", () => {
    const colour = "\u001b[";
    expect(run(["verify", "block", small]).stdout).not.toContain(colour);
    expect(run(["verify", "block", small], { environment: { FORCE_COLOR: "1", NO_COLOR: "" } }).stdout).toContain(
      colour,
    );
    expect(run(["verify", "block", small], { environment: { FORCE_COLOR: "1", NO_COLOR: "1" } }).stdout).not.toContain(
      colour,
    );
  });

  test("a trace has standard output to itself", () => {
    const { status, stdout, stderr } = run(["verify", "block", small, "--trace", "0"]);
    expect(status).toBe(0);
    expect(stdout).toBe('{"output":"0x","gasUsed":"0x5208","pass":true}\n');
    expect(stderr).toMatch(/^valid +mainnet/);
  });
});

test("npx finds the command from the root", () => {
  const { status, stdout } = spawnSync("npx", ["--no-install", "assay", "--version"], { cwd: root, encoding: "utf8" });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});
