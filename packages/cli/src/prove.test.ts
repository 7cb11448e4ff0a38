// assay prove --backend machine: the block on the proving machine, and an envelope that never passes for a proof.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fromHex, toHex } from "@assay/core/hex";
import { readGuest } from "@assay/machine/guests";
import { programId } from "@assay/machine/proving/commitment";
import { loadProvingProgram } from "@assay/machine/proving/program";
import { decodePublicValues } from "@assay/machine/publicValues";
import { afterAll, expect, test } from "vitest";
import { assay } from "../test/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-prove-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/blocks/${name}.json.gz`, import.meta.url));
const prove = (file: string, out: string, ...flags: string[]) =>
  assay("prove", file, "-o", at(out), "--backend", "machine", ...flags);
const envelope = (name: string) => JSON.parse(readFileSync(at(name), "utf8"));

interface BlockJson {
  readonly expected: { blockHash: string };
  readonly witness: { readonly state: string[] };
}

/** The block's JSON, changed. */
function changed(name: string, change: (block: BlockJson) => void): string {
  const block = JSON.parse(gunzipSync(readFileSync(fixture(name))).toString());
  change(block);
  const file = at(`${name}-changed.json`);
  writeFileSync(file, JSON.stringify(block));
  return file;
}

test("valid: cycles, public values, the program's id; not a proof", async () => {
  const { code, out, err } = await prove(fixture("op-sepolia-26207960"), "valid.json");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^valid {2}executed on the proving machine: op-sepolia 26207960 /);
  expect(out).toMatch(/^ {2}[\d,]{7,} cycles, [\d,]{9,} trace cells$/m);
  expect(out).toMatch(/This is not a proof: the backend machine has only run the block again\./);
  const made = envelope("valid.json");
  const id = toHex(programId(loadProvingProgram(readGuest("block-rv32"))));
  expect([made.system, made.program, made.proof]).toEqual(["machine", id, "0x"]);
  expect(decodePublicValues(fromHex(made.publicValues)!)).toMatchObject({ verdict: "valid", number: 26207960n });

  const judged = await assay("verify", "proof", at("valid.json"), "--json");
  expect([judged.code, JSON.parse(judged.out.split("\n")[0]!)]).toEqual([
    2,
    expect.objectContaining({ code: "NOT_A_PROOF", system: "machine", programId: id }),
  ]);
});

test("as JSON, and the same public values as re-execution", async () => {
  const { code, out } = await prove(fixture("mainnet-1149999"), "machine.json", "--json");
  expect([code, JSON.parse(out)]).toEqual([
    0,
    expect.objectContaining({ type: "prove", system: "machine", isProof: false, verdict: "valid" }),
  ]);
  const { cycles, cells, programId: id } = JSON.parse(out);
  expect(id).toMatch(/^0x[0-9a-f]{64}$/);
  expect(cells).toBeGreaterThan(110 * cycles);
  await assay("prove", fixture("mainnet-1149999"), "-o", at("exec.json"));
  const [machine, exec] = [envelope("machine.json"), envelope("exec.json")];
  expect([machine.publicValues, machine.claim]).toEqual([exec.publicValues, exec.claim]);
});

test("invalid: exit 1, and the public values say so", async () => {
  const file = changed("mainnet-1149999", (block) => {
    block.expected.blockHash = `0x${"77".repeat(32)}`;
  });
  const { code, out } = await prove(file, "invalid.json");
  expect([code, out]).toEqual([1, expect.stringMatching(/^invalid {2}executed on the proving machine/)]);
  const values = decodePublicValues(fromHex(envelope("invalid.json").publicValues)!);
  expect(values.verdict).toBe("invalid");
  expect(values.ruleCode).toBeGreaterThan(0n);
});

test("incomplete: exit 2 and no envelope", async () => {
  const file = changed("op-sepolia-26207960", (block) => {
    block.witness.state.pop();
  });
  const { code, err } = await prove(file, "incomplete.json");
  expect([code, err]).toEqual([2, expect.stringContaining("WITNESS_INCOMPLETE")]);
  expect(existsSync(at("incomplete.json"))).toBe(false);
});

test("a backend that is not there", async () => {
  const { code, err } = await assay("prove", fixture("mainnet-1149999"), "-o", at("x"), "--backend", "zkvm");
  expect([code, err]).toEqual([3, expect.stringContaining("there is exec, machine.")]);
});
