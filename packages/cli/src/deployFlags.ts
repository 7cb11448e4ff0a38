// Options of `assay deploy`, and the settings that they make with a settings file and an earlier run's address file.
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type AddressFile, readSmallJson } from "@assay/contracts/addressFile";
import { networks } from "@assay/contracts/networks";
import { parseSettings, type SettingsJson } from "@assay/contracts/settingsJson";
import { UsageError } from "./exitCodes.ts";

export interface DeployFlags {
  rpc: string;
  network: string;
  salt?: string;
  output: string;
  keyFile?: string;
  keyEnv: string;
  deployer?: string;
  owner?: string;
  trustedValidator?: string;
  batcher?: string;
  unsafeBlockSigner?: string;
  council?: string;
  kro?: string;
  kgh?: string;
  sp1Verifier?: string;
  programVkey?: string;
  startingBlock?: string;
  startingTimestamp?: string;
  l1ChainId?: string;
  dryRun?: true;
  json?: true;
}

/** null when none was given. @throws UsageError; the key is in no message */
export function readKey(flags: DeployFlags, environment: NodeJS.ProcessEnv): `0x${string}` | null {
  const text = flags.keyFile === undefined ? environment[flags.keyEnv] : keyFileText(flags.keyFile);
  if (text === undefined || text === "") return null;
  const key = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text.trim())?.[1];
  const from = flags.keyFile ?? `the environment variable ${flags.keyEnv}`;
  if (key === undefined || BigInt(`0x${key}`) === 0n)
    throw new UsageError(`${from} has no private key: 64 hex digits.`);
  return `0x${key}`;
}

function keyFileText(path: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > 1024) throw new Error("it is no file with a key");
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`--key-file ${path}: ${(error as Error).message}`);
  }
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^(0|[1-9][0-9]{0,14})$/.test(text)) throw new UsageError(`--${name} has to be a whole number.`);
  return Number(text);
}

function settingsFile(network: string): SettingsJson {
  if (Object.hasOwn(networks, network)) return parseSettings({ network }, "--network");
  const read = readSmallJson(network);
  if (read !== null) return parseSettings(read, network);
  throw new UsageError(`--network: "${network}" is neither one of ${Object.keys(networks).join(", ")} nor a file.`);
}

/** What options and file say, with what an earlier run chose where they say nothing.
 *  @throws UsageError when they say something else than the earlier run; DeploymentError SETTINGS */
export function settingsOf(flags: DeployFlags, deployer: string, earlier: AddressFile | null): SettingsJson {
  const file = settingsFile(flags.network);
  if (file.deployer && file.deployer.toLowerCase() !== deployer.toLowerCase()) {
    throw new UsageError(`${flags.network} is for the deployer ${file.deployer}, the key is ${deployer}'s.`);
  }
  const { salt: saltFlag } = flags;
  const chainId = number("l1-chain-id", flags.l1ChainId);
  const options: Record<string, unknown> = {
    salt: saltFlag === "random" ? (earlier?.settings.salt ?? `0x${randomBytes(32).toString("hex")}`) : saltFlag,
    deployer,
    owner: flags.owner,
    trustedValidator: flags.trustedValidator,
    batcher: flags.batcher,
    unsafeBlockSigner: flags.unsafeBlockSigner,
    council: flags.council?.split(",").map((one) => one.trim()),
    kro: flags.kro,
    kgh: flags.kgh,
    sp1Verifier: flags.sp1Verifier,
    programVKey: flags.programVkey,
    startingBlockNumber: number("starting-block", flags.startingBlock),
    startingTimestamp: number("starting-timestamp", flags.startingTimestamp),
  };
  const given = { ...file, ...parseSettings(options, "options") };
  const parameters = { ...file.parameters, ...(chainId === undefined ? {} : { l1ChainId: chainId }) };
  const before = earlier?.settings;
  if (!before) return { salt: `0x${"00".repeat(32)}`, ...given, parameters };
  for (const [name, value] of Object.entries({ ...given, parameters: { ...before.parameters, ...parameters } })) {
    if (isDeepStrictEqual(before[name as keyof SettingsJson], value)) continue;
    throw new UsageError(`${flags.output} is of a deployment with another ${name}: name another file with --output.`);
  }
  return before;
}
