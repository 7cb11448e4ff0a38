// The address file of a deployment: where its contracts are and what it was made with. It is written before the first
// transaction, so that a run that stopped finds its salt again, and once more after the last.
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { type Address, isAddress } from "viem";
import { DeploymentError } from "./deploymentError.ts";
import type { Addresses, ContractName } from "./deploymentPlan.ts";
import { PROXIED } from "./deploymentPlan.ts";
import { parseSettings, type SettingsJson } from "./settingsJson.ts";

export interface AddressFile {
  readonly v: 1;
  readonly type: "deployment";
  /** Every step is done. */
  readonly complete: boolean;
  readonly l1ChainId: number;
  /** The L1 block before the deployment: no event of its contracts is in it or before it. */
  readonly l1StartBlock: number;
  readonly tokens: { readonly kro: Address; readonly kgh: Address };
  readonly addresses: Addresses;
  readonly settings: SettingsJson;
}

const MAX_BYTES = 64 * 1024;
const NAMES: readonly ContractName[] = [...PROXIED, "ValidatorPool", "ValidatorRewardVault", "ZKProofVerifier"];

/** Reads JSON of at most 64 KiB. @returns null when there is no such file. @throws DeploymentError FILE */
export function readSmallJson(path: string): unknown {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > MAX_BYTES) throw new Error(`it is no file, or larger than ${MAX_BYTES} bytes`);
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new DeploymentError("FILE", `${path}: ${(error as Error).message}`);
  }
}

/** @returns null when there is no such file. @throws DeploymentError FILE, SETTINGS */
export function readAddressFile(path: string): AddressFile | null {
  const read = readSmallJson(path);
  return read === null ? null : parseAddressFile(read, path);
}

/** SOUNDNESS: contracts are called at what this says; every address is checked for its form, none may be missing;
 *  test: settingsJson.test.ts. @throws DeploymentError FILE, SETTINGS */
export function parseAddressFile(value: unknown, path: string): AddressFile {
  const wrong = (what: string) => new DeploymentError("FILE", `${path}: ${what}`);
  if (typeof value !== "object" || value === null) throw wrong("is no address file");
  const { v, type, complete, l1ChainId, l1StartBlock, tokens, addresses, settings } = value as Record<string, unknown>;
  if (type !== "deployment") throw wrong("is no address file");
  if (v !== 1) throw wrong("is of another version");
  if (typeof complete !== "boolean" || !isCount(l1ChainId) || !isCount(l1StartBlock)) throw wrong("lacks a field");
  return {
    v,
    type,
    complete,
    l1ChainId,
    l1StartBlock,
    tokens: named(tokens, ["kro", "kgh"], wrong),
    addresses: named(addresses, NAMES, wrong),
    settings: parseSettings(settings, `${path}: settings`),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function named<Name extends string>(
  value: unknown,
  names: readonly Name[],
  wrong: (what: string) => DeploymentError,
): Record<Name, Address> {
  const read: Partial<Record<Name, Address>> = {};
  for (const name of names) {
    const one = (value as Record<string, unknown> | null | undefined)?.[name];
    if (typeof one !== "string" || !isAddress(one)) throw wrong(`has no address of ${name}`);
    read[name] = one;
  }
  return read as Record<Name, Address>;
}

/** The text of the file: amounts as decimal strings. */
export function addressFileText(file: AddressFile): string {
  const plain = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
  return `${JSON.stringify(file, plain, 2)}\n`;
}

/** There whole or not at all, also after a power cut in between. @throws DeploymentError FILE */
export function writeAddressFile(path: string, file: AddressFile): void {
  try {
    writeFileSync(`${path}.new`, addressFileText(file));
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw new DeploymentError("FILE", `${path}: ${(error as Error).message}`);
  }
}
