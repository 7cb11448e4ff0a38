// npm run build:guests      builds the guests into fixtures/guests
// npm run check:guests      builds them and compares with what is there: exit 1 when a byte differs, 2 when the tools are not here
//
//   tsx packages/machine/guest/buildMain.ts [--check] [NAME...]
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { readElf } from "../src/elf.ts";
import { FastMachine } from "../src/faultProof/fast/machine.ts";
import { loadProgram } from "../src/faultProof/loadProgram.ts";
import { type GuestManifest, MANIFEST_VERSION, readGuest } from "../src/guests.ts";
import { programId } from "../src/proving/commitment.ts";
import { loadProvingProgram } from "../src/proving/program.ts";
import { compileGuest, GUESTS, type GuestTarget, inFolder, linkGuest, missingTools, toolchain } from "./build.ts";

const FOLDER = fileURLToPath(new URL("../../../fixtures/guests/", import.meta.url));
const MANIFEST = join(FOLDER, "manifest.json");

const sha256 = (bytes: Uint8Array) => `0x${createHash("sha256").update(bytes).digest("hex")}`;

/** What a dispute game is deployed with. */
function prestateOf(elf: Uint8Array): string {
  const nobody = {
    hint() {},
    preimage(): Uint8Array {
      throw new Error("nothing is run");
    },
  };
  return toHex(new FastMachine(loadProgram(readElf(elf, 64)), nobody).hash());
}

type Row = GuestManifest["guests"][number];

async function build(target: GuestTarget): Promise<{ row: Row; elf: Uint8Array }> {
  const module = await compileGuest(target);
  const elf = inFolder((folder) => linkGuest(module, target, folder));
  const [program] = target.name.split("-") as [Row["program"]];
  const isa = target.bits === 64 ? "rv64ima" : "rv32im";
  const row = {
    name: target.name,
    program,
    isa,
    sha256: sha256(elf),
    bytes: elf.length,
    wasmSha256: sha256(module),
    prestate: target.bits === 64 ? prestateOf(elf) : null,
    programId: target.bits === 32 ? toHex(programId(loadProvingProgram(elf))) : null,
  } as const;
  return { row, elf };
}

function readManifest(): GuestManifest | null {
  try {
    return JSON.parse(readFileSync(MANIFEST, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Whether the manifest's row and the committed ELF are these. */
function isCommitted(row: Row, before: Row | undefined, elf: Uint8Array): boolean {
  if (!isDeepStrictEqual(row, before)) return false;
  try {
    return Buffer.compare(readGuest(row.name), elf) === 0;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const check = args.includes("--check");
  const names = args.filter((arg) => arg !== "--check");
  const unknown = names.find((name) => !GUESTS.some((target) => target.name === name));
  if (unknown !== undefined) {
    console.error(`There is no guest ${unknown}; there are ${GUESTS.map(({ name }) => name).join(", ")}.`);
    return 3;
  }
  const missing = missingTools();
  if (missing !== null) {
    console.error(`The guests cannot be built here: ${missing}.`);
    return 2;
  }
  const before = readManifest();
  const rows = new Map(before?.guests.map((row) => [row.name, row]));
  const tools = toolchain();
  let differences = 0;
  mkdirSync(FOLDER, { recursive: true });
  for (const target of GUESTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const started = performance.now();
    const { row, elf } = await build(target);
    const same = isCommitted(row, rows.get(row.name), elf);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${row.name}  ${row.bytes} bytes  sha256 ${row.sha256}  ${same ? "as before" : "new"}  ${seconds} s`);
    if (!same) differences++;
    if (check) continue;
    rows.set(row.name, row);
    writeFileSync(join(FOLDER, `${row.name}.elf.gz`), gzipSync(elf, { level: 9 }));
    const guests = GUESTS.flatMap(({ name }) => rows.get(name) ?? []);
    const manifest: GuestManifest = { version: MANIFEST_VERSION, toolchain: tools, guests };
    writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 1)}\n`);
  }
  if (!check || differences === 0) return 0;
  console.error(`${differences} guests differ from fixtures/guests: npm run build:guests, and commit what it writes.`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2));
