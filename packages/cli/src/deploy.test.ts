// `assay deploy` against a real L1: refused, dry, broken off by its node and gone on with, done.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAddressFile } from "@assay/contracts/addressFile";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { account, L1World, people, SP1_VERIFIER } from "../../contracts/test/l1World.ts";
import { assay } from "../test/terminal.ts";

const { deployer, owner, trusted, batcher, signer, council } = people;
const folder = mkdtempSync(join(tmpdir(), "assay-deploy-"));
const keyFile = join(folder, "key");
const settingsFile = join(folder, "settings.json");
const output = join(folder, "deployment.json");
let l1: L1World;
let breaking: { server: Server; address: string };

/** Passes on to the node until this many transactions went through, then drops every connection; the last one's answer too. */
function breakingNode(target: string, transactions: number): Promise<{ server: Server; address: string }> {
  let left = transactions;
  const server = createServer((incoming, answer) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part) => parts.push(part));
    incoming.on("end", () => {
      const body = Buffer.concat(parts);
      if (left === 0) return answer.destroy();
      const sends = body.includes("eth_sendRawTransaction");
      const onwards = request(target, { method: "POST", headers: { "content-type": "application/json" } }, (reply) => {
        if (sends && --left === 0) return answer.destroy();
        reply.pipe(answer);
      });
      onwards.end(body);
    });
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({ server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
    ),
  );
}

beforeAll(async () => {
  l1 = await L1World.start([deployer]);
  await l1.settings();
  breaking = await breakingNode(l1.anvil.address, 9);
  writeFileSync(keyFile, `${"1".padStart(64, "0")}\n`);
  const settings = {
    network: "devnet",
    owner: owner.address,
    trustedValidator: trusted.address,
    batcher: batcher.address,
    unsafeBlockSigner: signer.address,
    council: council.map(({ address }) => address),
    sp1Verifier: SP1_VERIFIER,
    programVKey: `0x${"02".repeat(32)}`,
  };
  writeFileSync(settingsFile, JSON.stringify(settings));
});
afterAll(async () => {
  breaking?.server.close();
  rmSync(folder, { recursive: true, force: true });
  await l1?.anvil.stop();
});

const nonce = () => l1.chain.getTransactionCount({ address: deployer.address });
const run = (...more: string[]) =>
  assay("deploy", "--rpc", l1.anvil.address, "--network", settingsFile, "--key-file", keyFile, "-o", output, ...more);

describe("is refused before the first transaction, and no file is written", () => {
  const poor = join(folder, "poor");
  const noKey = join(folder, "noKey");
  beforeAll(() => {
    writeFileSync(poor, `0x${"63".padStart(64, "0")}`);
    writeFileSync(noKey, "secret");
  });

  test.each([
    ["one key for two roles", 3, ["--batcher", owner.address], "ROLES  batcher and owner are the same account"],
    ["the deployer as validator", 3, ["--trusted-validator", deployer.address], "ROLES  the deployer is the trusted"],
    ["another chain", 3, ["--l1-chain-id", "1337"], "CHAIN  the node's chain is 900, the settings are for 1337"],
    ["a verifier without code", 3, ["--sp1-verifier", account(77).address], "REUSED  no code at"],
    ["not enough balance", 2, ["--key-file", poor], "BALANCE  0x"],
    ["no key in the file", 3, ["--key-file", noKey], "has no private key"],
    ["no number", 3, ["--starting-block", "1e3"], "--starting-block has to be a whole number"],
    ["no such network", 3, ["--network", "testnet"], "neither one of mainnet, sepolia, devnet nor a file"],
    ["nothing but a network", 3, ["--network", "devnet"], "missing: owner, trustedValidator, batcher"],
    ["no node", 2, ["--rpc", "http://127.0.0.1:1"], "NODE  "],
    ["no address of a node", 3, ["--rpc", "file:///etc/passwd"], "http or https"],
  ])("%s", async (_, exitCode, options, message) => {
    const before = await nonce();
    const { code, out, err } = await run(...options);
    expect([code, out]).toEqual([exitCode, ""]);
    expect(err).toContain(message);
    expect(err).not.toContain("secret");
    expect(await nonce()).toBe(before);
    expect(() => statSync(output)).toThrow("ENOENT");
  });
});

test("a dry run needs no key, says what is left and what it costs, and writes nothing", async () => {
  const args = ["deploy", "--rpc", l1.anvil.address, "--network", settingsFile, "--deployer", deployer.address];
  const { code, out } = await assay(...args, "--dry-run", "--json", "-o", output);
  expect(code).toBe(0);
  const lines = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const { type, dryRun, steps, stepCount, gas, costWei } = lines.at(-1);
  expect([type, dryRun, steps, stepCount]).toEqual(["deployment", true, lines.length - 1, lines.length - 1]);
  expect(lines.slice(0, -1).reduce((sum, step) => sum + BigInt(step.gas), 0n)).toBe(BigInt(gas));
  expect(BigInt(costWei)).toBeGreaterThan(BigInt(gas));
  expect(() => statSync(output)).toThrow("ENOENT");
});

test("a run whose node broke off is gone on with, with the same random salt; one more changes nothing", async () => {
  const stopped = await run("--rpc", breaking.address, "--salt", "random");
  expect([stopped.code, stopped.err]).toEqual([2, expect.stringContaining("NODE  ")]);
  const first = readAddressFile(output)!;
  expect(first.complete).toBe(false);
  // The tenth's answer was lost, but it is on the chain.
  const resumed = await run("--salt", "random");
  expect(resumed.code).toBe(0);
  const second = readAddressFile(output)!;
  expect(second).toEqual({ ...first, complete: true });
  const [, done, all] = /deployed: (\d+) of (\d+) steps/.exec(resumed.out)!;
  expect(Number(done)).toBe(Number(all) - 9);
  for (const address of Object.values(second.addresses)) {
    expect(((await l1.chain.getCode({ address })) ?? "0x").length).toBeGreaterThan(2);
  }

  const [text, time, sent] = [readFileSync(output, "utf8"), statSync(output).mtimeMs, await nonce()];
  const third = await run();
  expect([third.code, third.out]).toEqual([0, expect.stringContaining("nothing to do: 0 of")]);
  expect([readFileSync(output, "utf8"), statSync(output).mtimeMs, await nonce()]).toEqual([text, time, sent]);
});

test.each([
  ["no JSON", () => "<html>"],
  ["null", () => null],
  ["text for numbers", () => "0xzz"],
  ["an empty object", () => ({})],
  [
    "a block, then nothing",
    (method: string) =>
      method === "eth_getBlockByNumber" ? { number: "0x1", timestamp: "0x1", transactions: [] } : {},
  ],
  [
    "the right chain, then nothing",
    (method: string) =>
      ({
        eth_getBlockByNumber: { number: "0x1", timestamp: "0x1", transactions: [] },
        eth_chainId: "0x384",
        eth_getCode: "0x00",
      })[method] ?? {},
  ],
])("a node that answers with %s is no crash", async (_, result) => {
  const server = createServer((incoming, answer) => {
    let body = "";
    incoming.on("data", (part) => {
      body += part;
    });
    incoming.on("end", () => {
      const { id, method } = JSON.parse(body);
      answer.setHeader("content-type", "application/json");
      answer.end(
        result(method) === "<html>" ? "<html>" : JSON.stringify({ jsonrpc: "2.0", id, result: result(method) }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, err } = await run("--rpc", address, "--output", join(folder, "none.json"));
  server.close();
  expect([code === 2 || code === 3, err]).toEqual([true, expect.stringMatching(/^(NODE|CHAIN|SETTINGS|FACTORY) /)]);
});

test("an interrupt ends it between two steps", async () => {
  const other = join(folder, "interrupted.json");
  const before = await nonce();
  const running = run("--salt", `0x${"07".repeat(32)}`, "--output", other);
  while ((await nonce()) < before + 2) await new Promise((resolve) => setTimeout(resolve, 5));
  process.emit("SIGTERM");
  const { code, out, err } = await running;
  expect([code, err]).toEqual([2, expect.stringContaining("INTERRUPTED")]);
  // Every transaction that was sent was waited for.
  const done = out.trimEnd().split("\n").length;
  expect(await nonce()).toBe(before + done);
  expect(readAddressFile(other)!.complete).toBe(false);
});

test("an address file of other settings, or of other code, is not written over", async () => {
  const sent = await nonce();
  const other = await run("--owner", account(50).address);
  expect([other.code, other.err]).toEqual([3, expect.stringContaining("of a deployment with another owner")]);
  expect((await run("--salt", `0x${"05".repeat(32)}`)).err).toContain("another salt");
  const file = JSON.parse(readFileSync(output, "utf8"));
  file.addresses.Colosseum = account(51).address;
  const changed = join(folder, "changed.json");
  writeFileSync(changed, JSON.stringify(file));
  const { code, err } = await run("--output", changed);
  expect([code, err]).toEqual([3, expect.stringContaining("Colosseum was deployed by another version")]);
  expect(await nonce()).toBe(sent);
});
