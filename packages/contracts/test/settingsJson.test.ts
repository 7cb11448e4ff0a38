// Settings and address files from outside: what is read, what is refused.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type AddressFile, addressFileText, parseAddressFile, readAddressFile } from "../src/addressFile.ts";
import { type DeploymentSettings, planDeployment } from "../src/deploymentPlan.ts";
import { completeSettings, parseSettings, settingsJson } from "../src/settingsJson.ts";

const address = (i: number) => `0x${i.toString(16).padStart(40, "0")}`;
const json = {
  network: "devnet",
  parameters: {
    l1ChainId: 31337,
    bondAmount: "5000000000000000000000",
    segmentsLengths: [3, 3],
    mptFirstOutputIndex: null,
  },
  salt: `0x${"01".repeat(32)}`,
  deployer: address(1),
  owner: address(2),
  trustedValidator: address(3),
  batcher: address(4),
  unsafeBlockSigner: address(5),
  council: [address(6), address(7)],
  startingTimestamp: 1_700_000_000,
  sp1Verifier: address(8),
  programVKey: `0x${"AB".repeat(32)}`,
};
const folder = mkdtempSync(join(tmpdir(), "assay-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = (): DeploymentSettings => completeSettings(parseSettings(json, "file"));

test("parameters change those of the network, amounts may be strings, the rest has defaults", () => {
  const { parameters, tokens, proofs, l2 } = settings();
  expect(parameters).toMatchObject({ l1ChainId: 31337, bondAmount: 5000n * 10n ** 18n, segmentsLengths: [3, 3] });
  expect(parameters).toMatchObject({ submissionInterval: 4, mptFirstOutputIndex: null });
  expect([tokens, proofs.programVKey, l2.gasLimit]).toEqual([null, `0x${"ab".repeat(32)}`, 30_000_000n]);
});

test.each([
  ["a list", [], "must be an object"],
  ["an unknown setting", { ...json, ownr: address(2) }, "file.ownr is not a setting"],
  ["an unknown parameter", { ...json, parameters: { bond: 1 } }, "file.parameters.bond is not a setting"],
  ["a prototype's name", JSON.parse('{"__proto__":{}}'), "is not a setting"],
  ["an unknown network", { ...json, network: "toString" }, "must be one of"],
  ["a short address", { ...json, owner: "0x01" }, "file.owner is no address"],
  ["a wrong check sum", { ...json, owner: "0x180c77aE51a9c505a43A2C7D81f8CE70cacb93A7" }, "check sum"],
  ["the zero address", { ...json, batcher: address(0) }, "is the zero address"],
  ["a negative number", { ...json, startingTimestamp: -1 }, "must be a whole number"],
  ["a number above uint32", { ...json, startingTimestamp: 2 ** 32 }, "must be a whole number"],
  ["an amount above uint128", { ...json, parameters: { bondAmount: String(2n ** 128n) } }, "must be a whole number"],
  ["an amount with an exponent", { ...json, parameters: { bondAmount: 1e21 } }, "must be a whole number"],
  ["too many turns", { ...json, parameters: { segmentsLengths: Array(33).fill(2) } }, "at most 32"],
  ["a salt of 31 bytes", { ...json, salt: `0x${"01".repeat(31)}` }, "file.salt must be 32 bytes"],
])("%s is refused", (_, value, what) => {
  expect(() => parseSettings(value, "file")).toThrow(what);
});

test("what is missing is named, all of it at once", () => {
  expect(() => completeSettings(parseSettings({ network: "devnet", owner: address(2) }, "file"))).toThrow(
    "missing: salt, deployer, trustedValidator, batcher, unsafeBlockSigner, council, startingTimestamp, sp1Verifier, programVKey",
  );
});

test("tokens that anybody may mint are not for a public L1, and one token alone is a mistake", () => {
  const { parameters: _, ...rest } = json;
  expect(() => completeSettings(parseSettings({ ...rest, network: "mainnet" }, "file"))).toThrow("missing: kro, kgh");
  expect(() => completeSettings(parseSettings({ ...json, kro: address(9) }, "file"))).toThrow("missing: kgh");
});

function addressFile(): AddressFile {
  const { addresses, tokens } = planDeployment(settings());
  const kept = settingsJson("devnet", settings());
  return {
    v: 1,
    type: "deployment",
    complete: true,
    l1ChainId: 31337,
    l1StartBlock: 7,
    tokens,
    addresses,
    settings: kept,
  };
}

test("an address file reads back as it was written, and its settings give the same deployment", () => {
  const file = addressFile();
  const read = parseAddressFile(JSON.parse(addressFileText(file)), "file");
  expect(read).toEqual({ ...file, settings: { ...file.settings } });
  expect(addressFileText(read)).toBe(addressFileText(file));
  expect(planDeployment(completeSettings(read.settings)).addresses).toEqual(file.addresses);
});

test("an address file that lacks something is refused, one that is not there is none", () => {
  const file = JSON.parse(addressFileText(addressFile()));
  const { Colosseum: _, ...addresses } = file.addresses;
  expect(() => parseAddressFile({ ...file, addresses }, "file")).toThrow("has no address of Colosseum");
  expect(() => parseAddressFile({ ...file, tokens: null }, "file")).toThrow("has no address of kro");
  expect(() => parseAddressFile({ ...file, v: 2 }, "file")).toThrow("another version");
  expect(() => parseAddressFile({ ...file, l1ChainId: "1" }, "file")).toThrow("lacks a field");
  expect(() => parseAddressFile([], "file")).toThrow("no address file");
  expect(readAddressFile(join(folder, "none.json"))).toBe(null);
  const broken = join(folder, "broken.json");
  writeFileSync(broken, "{");
  expect(() => readAddressFile(broken)).toThrow(/^FILE: /);
  writeFileSync(broken, " ".repeat(65 * 1024));
  expect(() => readAddressFile(broken)).toThrow("larger than");
  expect(() => readAddressFile(folder)).toThrow(/^FILE: /);
});
