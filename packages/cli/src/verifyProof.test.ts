import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { assay } from "../test/terminal.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures/proofs/", import.meta.url));
const fixture = (name: string) => join(fixtures, name);
const folder = mkdtempSync(join(tmpdir(), "assay-proof-"));
const lines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test("verify proof: a folder, as JSON lines in its order", async () => {
  const { code, out } = await assay("verify", "proof", fixtures, "--json");
  const all = lines(out);
  const summary = all.pop();
  // Kroma's zkEVM proof wants its verifier, and one key of a release candidate is known to nobody.
  expect([code, summary]).toEqual([
    2,
    expect.objectContaining({ type: "summary", valid: 28, invalid: 0, incomplete: 2 }),
  ]);
  expect(all.every(({ v, type }) => v === 1 && type === "proof")).toBe(true);
  const [first] = all.filter(({ file: name }) => name.endsWith("sp1-groth16-v6.0.0.json"));
  expect(first).toMatchObject({ system: "sp1-groth16", version: "v6.0.0", verdict: "valid", keySource: "builtin" });
  expect(first).toMatchObject({ program: "known", selector: "0x0e78f4db", values: { n: "20", a: "6765", b: "10946" } });
});

test("verify proof: for people, with what has to be known", async () => {
  const good = await assay("verify", "proof", fixture("sp1-plonk-v3.0.0-kroma.json"));
  expect(good.code).toBe(0);
  expect(good.out).toMatch(/^valid {6}sp1-plonk +v3\.0\.0 +built in /);
  expect(good.out).toMatch(/program +Kroma's fault proof {2}0x00ad7c/);
  expect(good.out).toMatch(/previousOutputRoot +0x8906045a/);
  const old = await assay("verify", "proof", fixture("risc0-groth16-v2.1-f536085a.json"));
  expect(old.out).toMatch(/! its makers call this version deprecated/);
  const kroma = await assay("verify", "proof", fixture("kroma-zkevm-halo2-block21.json"));
  expect([kroma.code, kroma.out]).toEqual([
    2,
    expect.stringMatching(/VERIFIER_MISSING[\s\S]*→ Give the verifier contract/),
  ]);
});

test("verify proof: bare bytes, packed, with what they prove", async () => {
  const { default: risc0 } = await import("../../../fixtures/proofs/risc0-groth16-v5.0-c27d1bc0.json", {
    with: { type: "json" },
  });
  const seal = file("seal.hex.gz", gzipSync(`${risc0.seal}\n`));
  const args = ["verify", "proof", seal, "--json", "--program", risc0.imageId];
  const good = await assay(...args, "--public-values", risc0.journal);
  expect([good.code, lines(good.out)[0]]).toEqual([0, expect.objectContaining({ verdict: "valid", version: "5.0" })]);
  const fromFile = await assay(...args, "--public-values", file("journal.bin", "just a simple receipt"));
  expect(fromFile.code).toBe(0);
  const journal = file("journal.hex", risc0.journal);
  expect((await assay(...args, "--public-values", journal)).code).toBe(0);
  const wrong = await assay(...args, "--public-values", "0x00");
  expect([wrong.code, lines(wrong.out)[0].code]).toEqual([1, "PAIRING_FAILED"]);
  expect(lines((await assay("verify", "proof", seal, "--json")).out)[0].code).toBe("FIELD_MISSING");
});

test("verify proof --layout, --require-known-key, --code", async () => {
  const saved = fixture("sp1-sdk-v2.0.0-fibonacci-plonk.bin");
  const named = await assay("verify", "proof", saved, "--json", "--layout", "sp1-fibonacci", "--require-known-key");
  expect([named.code, lines(named.out)[0].values]).toEqual([0, { n: "20", a: "6765", b: "10946" }]);
  const misnamed = await assay("verify", "proof", saved, "--json", "--layout", "ethrex-l1");
  expect([misnamed.code, lines(misnamed.out)[0].code]).toEqual([2, "FIELD_WRONG"]);
  const yes = file("yes.hex", "0x60015f5260205ff3\n");
  const kroma = fixture("kroma-zkevm-halo2-block21.json");
  const accepted = await assay("verify", "proof", kroma, "--code", yes);
  expect([accepted.code, accepted.out]).toEqual([0, expect.stringMatching(/! the key came from a file/)]);
  const strict = await assay("verify", "proof", kroma, "--code", yes, "--require-known-key", "--json");
  expect([strict.code, lines(strict.out)[0].code]).toEqual([2, "KEY_NOT_BUILT_IN"]);
});

test("verify proof: what cannot be read is incomplete, wrong use is 3", async () => {
  const missing = await assay("verify", "proof", join(folder, "nothing.json"), "--json");
  expect([missing.code, lines(missing.out)[0]]).toEqual([
    2,
    expect.objectContaining({ code: "FILE_NOT_FOUND", system: null }),
  ]);
  const broken = await assay("verify", "proof", file("broken.json", "{"), fixture("sp1-plonk-v6.0.0.json"), "--json");
  expect([broken.code, lines(broken.out).map(({ verdict }) => verdict)]).toEqual([
    2,
    ["incomplete", "valid", undefined],
  ]);
  const steering = file("steer.json", JSON.stringify({ assayProof: 1, "\u001b[2J": 1 }));
  const steered = await assay("verify", "proof", steering);
  expect([steered.code, steered.out.includes("\u001b")]).toEqual([2, false]);
  const packed = file("broken.bin.gz", Uint8Array.of(0x1f, 0x8b, 8, 0, 1));
  expect(lines((await assay("verify", "proof", packed, "--json")).out)[0].code).toBe("GZIP_BROKEN");
  const bomb = file("bomb.json.gz", gzipSync(Buffer.alloc(17 * 1024 * 1024, "{")));
  expect(lines((await assay("verify", "proof", bomb, "--json")).out)[0].code).toBe("FILE_TOO_LARGE");
  // It has no end.
  const device = await assay("verify", "proof", "/dev/zero", "--json");
  expect([device.code, lines(device.out)[0].code]).toEqual([2, "FILE_UNREADABLE"]);
  const wrongUse = [
    ["verify", "proof"],
    ["verify", "proof", join(folder, "*.nothing")],
    ["verify", "proof", "x", "--rpc", "http://127.0.0.1:1"],
    ["verify", "proof", "x", "--program", "0x00"],
    ["verify", "proof", "x", "--layout", "unknown"],
    ["verify", "proof", "x", "--fork", "homestead"],
  ];
  for (const args of wrongUse) expect((await assay(...args)).code, args.join(" ")).toBe(3);
  expect((await assay("verify", "proof", "--help")).out).toMatch(/keySource/);
});
