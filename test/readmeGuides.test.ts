// The guides of the README, run as they stand there, against a node that replays a bundled block of mainnet.
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fromHex } from "@assay/core/hex";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assay } from "../packages/cli/test/terminal.ts";
import { blockJson, hashOf, headerRlp, loneHeaderJson } from "./capture/blockToJson.ts";
import { type Methods, Peer } from "./capture/peer.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap((block) => block[1]!.trim().split("\n"));
const folder = mkdtempSync(join(tmpdir(), "assay-readme-"));
const started = process.cwd();
let peer: Peer;

/** A node of mainnet whose latest block is the bundled one. */
function mainnet(): Methods {
  const file = join(root, "fixtures/blocks/mainnet-19426587.json.gz");
  const fixture = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const block = fromHex(fixture.block)!;
  const parent = fromHex(fixture.parentHeader)!;
  const number = `0x${fixture.number.toString(16)}`;
  const isBlock = (name: unknown) => ["latest", hashOf(headerRlp(block)), number].includes(name as string);
  const find = ([name, isFull]: readonly unknown[]) => {
    if (isBlock(name)) return blockJson(block, 1, isFull as boolean);
    return name === hashOf(parent) ? loneHeaderJson(parent) : null;
  };
  return {
    eth_chainId: () => "0x1",
    eth_blockNumber: () => number,
    eth_getBlockByNumber: find,
    eth_getBlockByHash: find,
    debug_executionWitness: ([name]) => {
      if (!isBlock(name)) throw new Error("block not found");
      return { ...fixture.witness, keys: [] };
    },
  };
}

beforeAll(async () => {
  peer = await Peer.with(mainnet());
  symlinkSync(join(root, "fixtures"), join(folder, "fixtures"));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(started);
  await peer.stop();
  rmSync(folder, { recursive: true });
});

test("the guides' commands work one after the other, and say valid", async () => {
  expect(commands.length).toBe(7);
  for (const command of commands) {
    const [runner, name, ...words] = command.replace("http://127.0.0.1:8545", peer.address).split(" ");
    expect([runner, name]).toEqual(["npx", "assay"]);
    // Tomorrow there is no node.
    const { calls } = peer;
    const { code, out, err } = await assay(...words);
    expect([code, err], command).toEqual([0, ""]);
    expect(out, command).toMatch(/^(captured |valid |block-rv32 {2}exit 0 )/m);
    if (words[0] !== "capture") expect(peer.calls).toBe(calls);
  }
});
