// assay capture, assay prove and the aliases on the command line, against a peer that replays Hoodi's blocks.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex } from "@assay/core/hex";
import { decodePublicValues } from "@assay/verifiers/publicValues";
import { afterAll, beforeEach, expect, test } from "vitest";
import { assay } from "../../packages/cli/test/terminal.ts";
import { HOODI_BLOCKS, hoodiBlock, hoodiMethods } from "./hoodiNode.ts";
import { Peer } from "./peer.ts";

const peer = await Peer.with(hoodiMethods());
const folder = mkdtempSync(join(tmpdir(), "assay-commands-"));
afterAll(async () => {
  await peer.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  peer.reset();
  peer.methods = hoodiMethods();
});

const number = HOODI_BLOCKS[1];
const { hash } = hoodiBlock(number);
const rpc = ["--rpc", peer.address, "--tries", "2", "--request-timeout", "2"];
const lines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test.each(["json", "json.gz", "assay"])(
  "capture --format %s: the file is verified again, and converted",
  async (format) => {
    const out = join(folder, format);
    const run = await assay("capture", ...rpc, "--block", `${number}`, "-o", out, "--format", format);
    expect([run.code, run.out]).toEqual([
      0,
      expect.stringMatching(/^captured +hoodi 1041734 {2}witness, \d+ calls, [\d,]+ bytes/),
    ]);
    const file = join(out, `hoodi-${number}.${format}`);
    expect((await assay("verify", "block", file)).code).toBe(0);
    for (const other of ["json", "json.gz", "assay", "assay.gz"]) {
      const converted = join(out, `converted.${other}`);
      expect((await assay("convert", file, converted)).code).toBe(0);
      const { code, out: text } = await assay("verify", "block", converted, "--json");
      expect([code, lines(text)[0].blockHash]).toEqual([0, hash]);
    }
  },
);

test("capture --json, by hash and by name", async () => {
  for (const name of [hash, "latest"]) {
    const { code, out } = await assay("capture", ...rpc, "--block", name, "-o", folder, "--json");
    const [block, summary] = lines(out);
    expect([code, summary.type, summary.valid]).toEqual([0, "summary", 1]);
    expect(block).toMatchObject({
      v: 1,
      type: "capture",
      chain: "hoodi",
      verdict: "valid",
      way: "witness",
      kept: false,
    });
    expect(block.calls.debug_executionWitness).toBe(1);
  }
});

test("capture of a range: what is there is kept, what the node lacks is incomplete", async () => {
  const out = join(folder, "range");
  const from = number - 1;
  const first = await assay("capture", ...rpc, "--block", `${from}..${number}`, "-o", out, "--json");
  expect(first.code).toBe(2);
  expect(lines(first.out).map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(["valid", "incomplete"]));
  const again = await assay("capture", ...rpc, "--block", `${number}..${number}`, "-o", out);
  expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^kept /)]);
});

test("capture: nodes that cannot serve, another chain, wrong use", async () => {
  const { debug_executionWitness: _, ...bare } = hoodiMethods();
  peer.methods = bare;
  const unserved = await assay("capture", ...rpc, "--block", `${number}`, "-o", folder);
  expect([unserved.code, unserved.err]).toEqual([2, expect.stringMatching(/NODE_ERROR .*eth_getProof/)]);
  const asJson = lines((await assay("capture", ...rpc, "--block", "latest", "-o", folder, "--json")).out);
  expect(asJson[0]).toMatchObject({
    type: "capture",
    verdict: "incomplete",
    code: "NODE_ERROR",
    number: null,
    file: null,
  });
  expect(asJson[1]).toMatchObject({ type: "summary", incomplete: 1 });
  const other = await assay("capture", ...rpc, "--block", `${number}`, "-o", folder, "--chain", "mainnet");
  expect([other.code, other.err]).toEqual([2, expect.stringMatching(/CHAIN_CONFLICT/)]);
  peer.methods = { ...bare, eth_chainId: () => "0x7a69" };
  const unknown = await assay("capture", ...rpc, "--block", `${number}`, "-o", folder);
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringMatching(/CHAIN_UNKNOWN[\s\S]*--chain/)]);
  const wrong = [
    ["--block", "5", "-o", folder],
    ["--rpc", "file:///x", "--block", "5", "-o", folder],
    [...rpc, "--block", "9..5", "-o", folder],
    [...rpc, "--block", "five", "-o", folder],
    [...rpc, "--block", "5"],
    [...rpc, "--block", "5", "-o", folder, "--format", "zip"],
  ];
  for (const args of wrong) expect((await assay("capture", ...args)).code, args.join(" ")).toBe(3);
  // A key in the address is not said.
  for (const address of ["ftp://node/s3cret", "s3cret", `${peer.address.replace("http", "https")}/s3cret`]) {
    const { code, out, err } = await assay("capture", "--rpc", address, "--tries", "1", "--block", "5", "-o", folder);
    expect([code > 1, out + err]).toEqual([true, expect.not.stringContaining("s3cret")]);
  }
});

test("capture --json: what fails before or after the block is a line too, and a summary", async () => {
  const run = async (...words: string[]) => {
    const { code, out, err } = await assay("capture", "--block", `${number}`, "--json", "--tries", "1", ...words);
    const [line, summary, ...more] = lines(out);
    expect([code, err, more]).toEqual([2, "", []]);
    expect(summary).toMatchObject({ type: "summary", valid: 0, incomplete: 1 });
    return line;
  };
  const failed = { type: "capture", verdict: "incomplete", file: null, number };
  const unreachable = await run("--rpc", "http://127.0.0.1:1", "-o", "none");
  expect(unreachable).toMatchObject({ ...failed, chain: null, code: "NODE_UNREACHABLE" });
  const unwritable = await run("--rpc", peer.address, "-o", "/dev/null");
  expect(unwritable).toMatchObject({ ...failed, chain: "hoodi", code: "FILE_UNWRITABLE" });
});

test("prove: offline and from a node, the same envelope; never a proof", async () => {
  const [offline, live, kept] = [join(folder, "offline.json"), join(folder, "live.json"), join(folder, "kept.assay")];
  const fixture = join(import.meta.dirname, `../../fixtures/blocks/hoodi-${number}.json.gz`);
  const first = await assay("prove", fixture, "-o", offline);
  expect([first.code, first.out]).toEqual([0, expect.stringMatching(/re-executed[\s\S]*This is not a proof/)]);
  const second = await assay("prove", ...rpc, "--block", `${number}`, "-o", live, "--witness", kept, "--json");
  expect([second.code, JSON.parse(second.out)]).toEqual([
    0,
    expect.objectContaining({ type: "prove", system: "exec", isProof: false, verdict: "valid", blockHash: hash }),
  ]);
  expect(readFileSync(live, "utf8")).toBe(readFileSync(offline, "utf8"));
  expect((await assay("verify", "block", kept)).code).toBe(0);
  const judged = await assay("verify", "proof", live, "--json");
  expect([judged.code, lines(judged.out)[0]]).toEqual([2, expect.objectContaining({ code: "NOT_A_PROOF" })]);
  const { publicValues } = JSON.parse(readFileSync(live, "utf8"));
  const values = Object.fromEntries(decodePublicValues("assay-blocks", fromHex(publicValues)!));
  expect(values).toMatchObject({ version: "1", programKind: "1", verdict: "3", ruleCode: "0", chainId: "560048" });
  expect(values).toMatchObject({ blocks: "1", number: `${number}`, blockHash: hash });
  expect(lines(judged.out)[0].values).toEqual(values);
});

test("prove: an invalid block is exit 1 and says so in its public values; one that cannot be judged gives no file", async () => {
  const block = JSON.parse(
    (await assay("convert", join(folder, "json", `hoodi-${number}.json`), join(folder, "x.json"))).code === 0
      ? readFileSync(join(folder, "x.json"), "utf8")
      : "{}",
  );
  const file = (name: string, content: object) => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };
  const proof = join(folder, "invalid.json");
  const wrongHash = await assay(
    "prove",
    file("a.json", block),
    "--hash",
    `0x${"ab".repeat(32)}`,
    "-o",
    proof,
    "--json",
  );
  expect([wrongHash.code, JSON.parse(wrongHash.out).code]).toEqual([1, "BLOCK_HASH_MISMATCH"]);
  const { publicValues } = JSON.parse(readFileSync(proof, "utf8"));
  expect(Object.fromEntries(decodePublicValues("assay", fromHex(publicValues)!))["verdict"]).toBe("1");
  const none = join(folder, "none.json");
  const partial = file("b.json", { ...block, witness: { ...block.witness, state: block.witness.state.slice(1) } });
  const incomplete = await assay("prove", partial, "-o", none);
  expect([incomplete.code, incomplete.err]).toEqual([2, expect.stringMatching(/WITNESS_INCOMPLETE/)]);
  expect(() => readFileSync(none)).toThrow("ENOENT");
});

test("prove: wrong use", async () => {
  for (const args of [
    [],
    ["x.json"],
    ["x.json", ...rpc, "-o", "y"],
    [...rpc, "-o", "y"],
    [...rpc, "--block", "1..2", "-o", "y"],
  ]) {
    expect((await assay("prove", ...args)).code, args.join(" ")).toBe(3);
  }
});

test("the other prover's modes by their names and letters: each says what it is", async () => {
  // Any name is one for a witness.
  const [witness, proof] = [join(folder, "witness"), join(folder, "p.json")];
  const captured = await assay(
    "witness_capture",
    "-b",
    `${number}`,
    "-k",
    "kzg_bn254_22.srs",
    "-r",
    peer.address,
    "-w",
    witness,
  );
  expect([captured.code, captured.err]).toEqual([
    0,
    expect.stringMatching(/another name of `assay capture`[\s\S]*-k is not needed/),
  ]);
  const offline = await assay("offline-prover", "-k", "kzg_bn254_22.srs", "-w", witness, "-p", proof);
  expect([offline.code, offline.out]).toEqual([0, expect.stringMatching(/This is not a proof/)]);
  const legacy = await assay("legacy-prover", "-b", `${number}`, "-r", peer.address, "-p", proof);
  expect([legacy.code, legacy.err]).toEqual([0, expect.stringMatching(/another name of `assay prove --rpc`/)]);
  // Its exit code tells good from bad, which the original's does not.
  const verified = await assay("verifier", "-p", proof);
  expect([verified.code, verified.err]).toEqual([2, expect.stringMatching(/another name of `assay verify proof`/)]);
  const missing = await assay("offline-prover", "-p", proof);
  expect([missing.code, missing.err]).toEqual([3, expect.stringMatching(/-w, --witness-path/)]);
});
