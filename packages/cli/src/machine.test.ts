// assay machine: from an executable to a state, proofs and a verdict, with a host in a process of its own.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { toHex } from "@assay/core/hex";
import { stepFromWitness } from "@assay/machine/faultProof/slow/step";
import { keccakKey } from "@assay/program/key";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HINT, HOST_SCRIPT, preimageProgram, STEP, VALUE_BYTES } from "../test/machineProgram.ts";
import { assay } from "../test/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-machine-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const hex = (bytes: Uint8Array) => toHex(bytes).slice(2);

const program = at("program.elf");
const prestate = at("prestate.bin.gz");
const meta = at("meta.json");
writeFileSync(program, preimageProgram());
writeFileSync(at("host.mjs"), HOST_SCRIPT);
const hints = at("hints.txt");
const hostWith = (value: string) => ["--", process.execPath, at("host.mjs"), value, hints];
const host = hostWith(hex(VALUE_BYTES));
const run = (...flags: string[]) => assay("machine", "run", "--input", prestate, "--info-at", "never", ...flags);
const witness = async (file: string) => JSON.parse((await assay("machine", "witness", "--input", file)).out);

beforeAll(async () => {
  expect(await assay("machine", "load-elf", "--path", program, "--out", prestate, "--meta", meta)).toEqual({
    code: 0,
    out: "",
    err: "",
  });
});

describe("load-elf and witness", () => {
  test("every format holds the same state", async () => {
    const hashes = new Set<string>();
    for (const name of ["p.json", "p.json.gz", "p.bin", "p.bin.gz"]) {
      await assay("machine", "load-elf", "--path", program, "--out", at(name), "--meta", "");
      hashes.add(JSON.stringify(await witness(at(name))));
    }
    expect(hashes.size).toBe(1);
    const [told] = [...hashes].map((text) => JSON.parse(text));
    expect(Object.keys(told)).toEqual(["witness", "stateHash", "step", "exited", "exitCode", "pc"]);
    expect([told.step, told.exited, told.exitCode, told.pc]).toEqual([0, false, 0, 0x10000]);
    expect(told.stateHash).toMatch(/^0x03[0-9a-f]{62}$/);
    const { out } = await assay("machine", "load-elf", "--path", program, "--out", "-", "--meta", "");
    expect(JSON.parse(out).stateHash).toBe(told.stateHash);
  });

  test("the witness as a file", async () => {
    const { out } = await assay("machine", "witness", "--input", prestate, "--output", at("w.bin"));
    expect(toHex(readFileSync(at("w.bin")))).toBe(JSON.parse(out).witness);
  });

  test("what cannot be read", async () => {
    const missing = await assay("machine", "load-elf", "--path", at("none"), "--out", "", "--meta", "");
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("FILE_NOT_FOUND")]);
    const broken = await assay("machine", "load-elf", "--path", at("host.mjs"), "--out", "", "--meta", "");
    expect([broken.code, broken.err]).toEqual([2, expect.stringContaining("ELF_BROKEN")]);
    const state = await assay("machine", "witness", "--input", meta);
    expect(state.code).toBe(0);
  });
});

describe("run", () => {
  test("to the end: hints and preimages from the host, output, the program's exit code in the state", async () => {
    const { code, out, err } = await run("--output", at("end.json"), "--meta", meta, "--info-at", "=0", ...host);
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(
      /^t=\S+ lvl=info msg=processing step=0 pc=00010000 insn=[0-9a-f]{8} ips=\d+ pages=\d+ mem="[\d.]+ KiB" name=_start$/m,
    );
    expect(err).toContain(`msg="program std-out" data=0x${hex(VALUE_BYTES)}`);
    const end = await witness(at("end.json"));
    expect([end.exited, end.exitCode, BigInt(end.step), end.stateHash.slice(0, 4)]).toEqual([
      true,
      1,
      STEP.exit,
      "0x01",
    ]);
  });

  test("proofs: of every step, each leads from one to the next on the slow machine", async () => {
    const { code } = await run("--proof-at", "always", "--proof-fmt", at("proof-%d.json.gz"), "--output", "", ...host);
    expect(code).toBe(0);
    let last = (await witness(prestate)).stateHash;
    for (let step = 0; step < Number(STEP.exit); step++) {
      const proof = JSON.parse(gunzipSync(readFileSync(at(`proof-${step}.json.gz`))).toString());
      expect([proof.step, proof.pre]).toEqual([step, last]);
      const bytes = (name: string) => Uint8Array.from(Buffer.from(proof[name].slice(2), "hex"));
      const after = stepFromWitness({
        witness: bytes("state-data"),
        proofs: bytes("proof-data"),
        preimagePart: () => {
          const part = bytes("oracle-value")
            .subarray(proof["oracle-offset"] ?? 0)
            .subarray(0, 32);
          return { bytes: part, length: part.length };
        },
      });
      expect(toHex(after.hash), `step ${step}`).toBe(proof.post);
      last = proof.post;
      if (BigInt(step) === STEP.firstRead) {
        expect(Object.keys(proof)).toEqual([
          "step",
          "pre",
          "post",
          "state-data",
          "proof-data",
          "oracle-key",
          "oracle-value",
        ]);
        expect(proof["oracle-key"]).toBe(toHex(keccakKey(VALUE_BYTES)));
        expect(proof["oracle-value"]).toBe(`0x0000000000000028${hex(VALUE_BYTES)}`);
      }
      if (BigInt(step) === STEP.lastRead) expect(proof["oracle-offset"]).toBe(40);
    }
    expect(last.slice(0, 4)).toBe("0x01");
  });

  test("snapshots: a run from one ends where the whole ends, and tells the host its last hint again", async () => {
    await run("--snapshot-at", "%20", "--snapshot-fmt", at("s-%d.bin.gz"), "--output", at("whole.json"), ...host);
    expect(
      readdirSync(folder)
        .filter((name) => name.startsWith("s-"))
        .sort(),
    ).toEqual(["s-0.bin.gz", "s-20.bin.gz", "s-40.bin.gz"]);
    const whole = readFileSync(at("whole.json"), "utf8");
    for (const step of [20, 40]) {
      const input = ["--input", at(`s-${step}.bin.gz`)];
      rmSync(hints, { force: true });
      const { code } = await assay(
        "machine",
        "run",
        ...input,
        "--output",
        at("rest.json"),
        "--info-at",
        "never",
        ...host,
      );
      expect(code).toBe(0);
      expect(readFileSync(at("rest.json"), "utf8")).toBe(whole);
      expect(readFileSync(hints, "utf8")).toBe(`${HINT}\n`);
    }
  });

  test("stops: at a step, at preimages by key, offset, type and size", async () => {
    const key = toHex(keccakKey(VALUE_BYTES));
    const stoppedAt = async (...flags: string[]) => {
      expect((await run("--output", at("stop.bin"), ...flags, ...host)).code).toBe(0);
      return BigInt((await witness(at("stop.bin"))).step);
    };
    expect(await stoppedAt("--stop-at", "=10")).toBe(10n);
    expect(await stoppedAt("--stop-at", "=10", "--proof-at", "=10", "--proof-fmt", at("none-%d.json"))).toBe(10n);
    expect(readdirSync(folder).filter((name) => name.startsWith("none-"))).toEqual([]);
    expect(await stoppedAt("--stop-at-preimage", key)).toBe(STEP.firstRead + 1n);
    expect(await stoppedAt("--stop-at-preimage", `${key.slice(0, 10)}@8`)).toBe(STEP.secondRead + 1n);
    expect(await stoppedAt("--stop-at-preimage", `${key.slice(2)}@40`)).toBe(STEP.lastRead + 1n);
    expect(await stoppedAt("--stop-at-preimage", `${key}@9`)).toBe(STEP.exit);
    expect(await stoppedAt("--stop-at-preimage-type", "keccak")).toBe(STEP.firstRead + 1n);
    expect(await stoppedAt("--stop-at-preimage-type", "any", "--proof-at", "always", "--proof-fmt", "-")).toBe(
      STEP.firstRead + 1n,
    );
    expect(await stoppedAt("--stop-at-preimage-type", "blob")).toBe(STEP.exit);
    expect(await stoppedAt("--stop-at-preimage-larger-than", "47")).toBe(STEP.firstRead + 1n);
    expect(await stoppedAt("--stop-at-preimage-larger-than", "48")).toBe(STEP.exit);
  });

  test("every step on the slow machine too", async () => {
    expect((await run("--check-at", "always", "--output", "", ...host)).code).toBe(0);
  });
});

describe("a run that cannot go on", () => {
  test("no host", async () => {
    const { code, err } = await run("--output", at("no.json"));
    expect([code, err]).toEqual([2, expect.stringMatching(/^PREIMAGE_MISSING.*there is no host\n→ Give a host/)]);
    expect(readdirSync(folder)).not.toContain("no.json");
  });

  test("a host that lies", async () => {
    const { code, err } = await run("--output", "", ...hostWith("00".repeat(40)));
    expect([code, err]).toEqual([2, expect.stringContaining("PREIMAGE_WRONG")]);
  });

  test("a host that goes away", async () => {
    const { code, err } = await run("--output", "", ...hostWith(""));
    expect([code, err]).toEqual([2, expect.stringMatching(/CHANNEL_(CLOSED|BROKEN).*the host: ended by SIGKILL/)]);
  });

  test("a host that is not there", async () => {
    const { code, err } = await run("--output", "", "--", at("no-such-host"));
    expect([code, err]).toEqual([2, expect.stringMatching(/CHANNEL_CLOSED.*ENOENT/)]);
  });

  test("a fault: where, and in which function", async () => {
    const broken = preimageProgram();
    // The first instruction.
    broken.fill(0, 4096, 4100);
    writeFileSync(at("broken.elf"), broken);
    await assay("machine", "load-elf", "--path", at("broken.elf"), "--out", at("broken.bin"), "--meta", meta);
    const { code, err } = await assay("machine", "run", "--input", at("broken.bin"), "--meta", meta, "--output", "");
    expect(code).toBe(2);
    expect(err).toContain("MACHINE_FAULT  unknownOpcode (0xf001c0de) at step 0, pc 0x10000 (_start)");
  });

  test.each([
    [["--stop-at", "5"], /--stop-at is never/],
    [["--proof-at", "%0"], /--proof-at is never/],
    [["--stop-at-preimage", "0x12@1@2"], /--stop-at-preimage/],
    [["--stop-at-preimage", "xyz"], /no beginning of a key/],
    [["--stop-at-preimage-type", "sha512"], /--stop-at-preimage-type/],
    [["--stop-at-preimage-larger-than", "-1"], /whole number|argument/],
  ])("wrong use: %s", async (flags, message) => {
    const { code, err } = await run("--output", "", ...flags);
    expect([code, err]).toEqual([3, expect.stringMatching(message)]);
  });
});
