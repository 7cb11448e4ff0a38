// A recorded claim profiled on the proving machine by the command line alone, `assay host` being its host: the chain as input, everything
// else by its hash, or all of it as input.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeConfiguration } from "@assay/chain/configuration";
import { readChainConfig } from "@assay/chain/genesis";
import { rollupConfigFromJson, rollupSpec } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { bytesSection, containerSize, INPUT_MAGIC, INPUT_SECTION, writeContainer } from "@assay/core/container";
import { DERIVATION_INPUT } from "@assay/core/derivation";
import { fromHex } from "@assay/core/hex";
import { decodePublicValues } from "@assay/machine/publicValues";
import { afterAll, expect, test } from "vitest";
import { Dispute, recordedSource } from "./dispute.ts";
import { readRecording } from "./recording.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-profile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { facts } = readRecording("calldata");

/** The chain alone: sections 1 and 11. */
function chainInput(): Uint8Array {
  const rollup = rollupConfigFromJson(facts.boot.rollupConfig, () => null);
  const { blobSchedule } = readChainConfig(facts.boot.l1ChainConfig as never);
  const sections = [
    bytesSection(INPUT_SECTION.configuration, encodeConfiguration(rollupSpec(rollup))),
    bytesSection(DERIVATION_INPUT.rollup, encodeRollup(rollup, blobSchedule)),
  ];
  const bytes = new Uint8Array(containerSize(sections));
  writeContainer(bytes, INPUT_MAGIC, sections);
  return bytes;
}

test("from the host's preimages, and from one input: the same public values, other costs", async () => {
  const dispute = await Dispute.open(folder, recordedSource("calldata"));
  writeFileSync(dispute.at("chain.assay"), chainInput());
  const whole = fileURLToPath(new URL("../../fixtures/program/calldata.assay.gz", import.meta.url));
  const told = [];
  for (const input of [dispute.at("chain.assay"), whole]) {
    const flame = dispute.at("flame.svg");
    const { code, out, err } = await dispute.profile("--input-bytes", input, "--json", "--flame", flame);
    expect([code, err]).toEqual([0, ""]);
    expect(readFileSync(flame, "utf8")).toContain('data-name="program/driver/executeOne"');
    told.push(JSON.parse(out));
  }
  const [asked, bulk] = told;
  expect([asked.exitCode, bulk.exitCode, asked.publicOutput]).toEqual([0, 0, bulk.publicOutput]);
  expect(decodePublicValues(fromHex(asked.publicOutput)!)).toMatchObject({
    verdict: "valid",
    reachedHash: facts.expected.reachedHash,
  });
  expect(asked.cycles).not.toBe(bulk.cycles);
});
