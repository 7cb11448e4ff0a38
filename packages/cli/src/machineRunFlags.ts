// What `assay machine run` is told, and what is wrong use of it.
import type { PreimageRead } from "@assay/machine/faultProof/fast/machine";
import { StepPattern } from "@assay/machine/faultProof/stepPattern";
import { UsageError } from "./exitCodes.ts";

export interface RunFlags {
  readonly input: string;
  readonly output: string;
  readonly stopAt: StepPattern;
  readonly proofAt: StepPattern;
  readonly proofFmt: string;
  readonly snapshotAt: StepPattern;
  readonly snapshotFmt: string;
  readonly infoAt: StepPattern;
  readonly checkAt: StepPattern;
  /** Why to stop after a read of a preimage; null to go on. */
  readonly stopAfter: ((read: PreimageRead) => string | null) | null;
  readonly meta: string;
  readonly profile: boolean;
  /** Command and arguments; none is no host. */
  readonly host: readonly string[];
}

/** First byte of a key. */
const TYPES: Readonly<Record<string, number>> = { local: 1, keccak: 2, sha256: 4, blob: 5, precompile: 6 };

type Flags = Readonly<Record<string, string | number | boolean | undefined>>;

function keyPrefix(text: string): Uint8Array {
  const digits = text.replace(/^0x/i, "");
  if (!/^[0-9a-fA-F]{0,64}$/.test(digits))
    throw new UsageError(`--stop-at-preimage: ${text} is no beginning of a key.`);
  return Uint8Array.from(Buffer.from(digits.length % 2 ? `0${digits}` : digits, "hex"));
}

function preimageStop(flags: Flags): RunFlags["stopAfter"] {
  const [keyAndOffset, type] = [flags["stopAtPreimage"], flags["stopAtPreimageType"]] as (string | undefined)[];
  const largerThan = (flags["stopAtPreimageLargerThan"] as number | undefined) ?? 0;
  let prefix = new Uint8Array(0);
  let offset = 0n;
  let any = false;
  if (keyAndOffset !== undefined) {
    const [key, at, more] = keyAndOffset.split("@");
    if (more !== undefined || (at !== undefined && !/^[0-9]{1,19}$/.test(at))) {
      throw new UsageError("--stop-at-preimage is a key's first digits, or those, @ and an offset.");
    }
    prefix = keyPrefix(key!) as Uint8Array<ArrayBuffer>;
    offset = BigInt(at ?? 0);
  } else if (type === "any") any = true;
  else if (type) {
    const byte = TYPES[type];
    if (byte === undefined) {
      throw new UsageError(`--stop-at-preimage-type is any, or one of ${Object.keys(TYPES).join(", ")}.`);
    }
    prefix = Uint8Array.of(byte);
  }
  if (!any && prefix.length === 0 && largerThan === 0) return null;
  return (read) => {
    if (any) return "any preimage";
    if (prefix.length > 0 && read.offset === offset && prefix.every((byte, i) => byte === read.key[i])) {
      return `key at offset ${offset}`;
    }
    return largerThan > 0 && read.value.length > largerThan ? `${read.value.length} bytes` : null;
  };
}

/** @throws UsageError */
export function readRunFlags(flags: Flags, host: readonly string[]): RunFlags {
  const pattern = (name: string, option: string) => {
    const parsed = StepPattern.parse(String(flags[name] ?? ""));
    if (!parsed) throw new UsageError(`--${option} is never, always, =<step> or %<steps>.`);
    return parsed;
  };
  return {
    input: String(flags["input"]),
    output: String(flags["output"] ?? ""),
    stopAt: pattern("stopAt", "stop-at"),
    proofAt: pattern("proofAt", "proof-at"),
    proofFmt: String(flags["proofFmt"]),
    snapshotAt: pattern("snapshotAt", "snapshot-at"),
    snapshotFmt: String(flags["snapshotFmt"]),
    infoAt: pattern("infoAt", "info-at"),
    checkAt: pattern("checkAt", "check-at"),
    stopAfter: preimageStop(flags),
    meta: String(flags["meta"] ?? ""),
    profile: flags["pprof.cpu"] === true,
    host,
  };
}
