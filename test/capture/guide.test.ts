// The command blocks of docs/capture.md, run as they stand there against a real anvil.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assay } from "../../packages/cli/test/terminal.ts";
import { ANVIL_CONFIG, Anvil } from "./anvil.ts";
import { RandomWork } from "./randomWork.ts";

const page = readFileSync(new URL("../../docs/capture.md", import.meta.url), "utf8");
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap((block) => block[1]!.trim().split("\n"));
const folder = mkdtempSync(join(tmpdir(), "assay-guide-"));
const started = process.cwd();
let anvil: Anvil;

beforeAll(async () => {
  anvil = await Anvil.start();
  const work = await RandomWork.start(anvil, 5);
  for (let i = 0; i < 8; i++) await work.block();
  writeFileSync(join(folder, "genesis.json"), ANVIL_CONFIG);
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(started);
  await anvil.stop();
  rmSync(folder, { recursive: true });
});

test("the commands of the page work one after the other", async () => {
  expect(commands.length).toBe(6);
  for (const command of commands) {
    const [name, ...words] = command.replace("http://127.0.0.1:8545", anvil.address).split(" ");
    expect(name).toBe("assay");
    // anvil's chain is not built in.
    const args = words.includes("--rpc") ? [...words, "--chain", "genesis.json"] : words;
    const { code, err } = await assay(...args);
    expect([code, err], command).toEqual([0, ""]);
  }
  const files = readdirSync("captures").filter((file) => file.endsWith(".assay"));
  expect(files.length).toBe(7);
});
