// The guests that come with the repository, built (docs/guests.md): programs of the fault-proof machine and of the proving machine.
//
//   readGuest("rollup-rv64")     the ELF
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { InputError } from "@assay/core/inputError";

export const MANIFEST_VERSION = 1;

export interface GuestManifest {
  readonly version: typeof MANIFEST_VERSION;
  /** What they were built with: with other versions other bytes come out. */
  readonly toolchain: Readonly<Record<"assemblyscript" | "wabt" | "gcc", string>>;
  readonly guests: readonly {
    readonly name: string;
    readonly program: "block" | "rollup";
    readonly isa: "rv64ima" | "rv32im";
    /** Of the ELF, unpacked. */
    readonly sha256: string;
    readonly bytes: number;
    /** Of the module that the C is made of. */
    readonly wasmSha256: string;
    /** State hash of the fault-proof machine before the first step, its absolute prestate; null of guests for another machine. */
    readonly prestate: string | null;
    /** Commitment of the proving machine before the first cycle, with empty input; null of guests for another machine. */
    readonly programId: string | null;
  }[];
}

/** Seen from machine/src and machine/dist. */
const FOLDER = new URL("../../../fixtures/guests/", import.meta.url);
/** No ELF of ours is larger. */
const MAX_BYTES = 16 * 1024 * 1024;

function read(name: string): Buffer {
  try {
    return readFileSync(new URL(name, FOLDER));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new InputError("FILE_NOT_FOUND", `fixtures/guests/${name} is not there`, {
      advice: "npm run build:guests builds it.",
      cause: error,
    });
  }
}

export function guestManifest(): GuestManifest {
  return JSON.parse(read("manifest.json").toString("utf8"));
}

/** The ELF of a guest. @throws InputError FILE_NOT_FOUND, FIELD_WRONG when the bytes are not those of the manifest */
export function readGuest(name: string): Uint8Array {
  const row = guestManifest().guests.find((guest) => guest.name === name);
  if (!row) throw new InputError("FILE_NOT_FOUND", `there is no guest ${name}`);
  const elf = gunzipSync(read(`${name}.elf.gz`), { maxOutputLength: MAX_BYTES });
  const hash = `0x${createHash("sha256").update(elf).digest("hex")}`;
  if (hash !== row.sha256) {
    throw new InputError("FIELD_WRONG", `${name}.elf.gz has hash ${hash}, the manifest says ${row.sha256}`);
  }
  return new Uint8Array(elf.buffer, elf.byteOffset, elf.length);
}
