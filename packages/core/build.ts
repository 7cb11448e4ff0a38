// Compiles the AssemblyScript core. One source, several builds; see docs/architecture.md, "Builds".
//
//   tsx packages/core/build.ts            builds every shipped module into packages/core/build
//   compile(entry, variant)               is what tests use for single modules
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { generatedModule } from "./data/modules.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** wasm: SIMD, no assertions. debug: the same with assertions. guest: MVP Wasm for RISC-V. dispute: guest whose blobs come from
 *  the preimage contract. proving: guest for a machine with accelerators. trace: wasm that writes steps. */
export type Variant = "wasm" | "debug" | "guest" | "trace" | "dispute" | "proving";

const simd = ["--enable", "simd", "--enable", "bulk-memory"];
const mvp = ["bulk-memory", "nontrapping-f2i", "sign-extension", "mutable-globals"].flatMap((f) => ["--disable", f]);

const targets = (on: "GUEST" | "TRACE" | "DISPUTE" | "PROVING" | "NONE" = "NONE") =>
  ["GUEST", "TRACE", "DISPUTE", "PROVING"].flatMap((name) => {
    const isOn = name === on || (name === "GUEST" && (on === "DISPUTE" || on === "PROVING"));
    return ["--use", `TARGET_${name}=${isOn ? 1 : 0}`];
  });

const flags: Record<Variant, string[]> = {
  wasm: ["-O3", "--noAssert", ...simd, ...targets()],
  debug: ["-O1", ...simd, ...targets()],
  guest: ["-O3", "--noAssert", ...mvp, ...targets("GUEST")],
  dispute: ["-O3", "--noAssert", ...mvp, ...targets("DISPUTE")],
  proving: ["-O3", "--noAssert", ...mvp, ...targets("PROVING")],
  trace: ["-O3", "--noAssert", ...simd, ...targets("TRACE")],
};

export interface CompileOptions {
  /** Further flags of asc. */
  readonly flags?: readonly string[];
  /** Constants of a further module `assembly/generated/NAME.ts`: module name → constant → bytes. */
  readonly generated?: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>;
}

/** Compiles `entry` (relative to packages/core/assembly) and returns the Wasm bytes. Throws with asc's messages. */
export async function compile(entry: string, variant: Variant, options: CompileOptions = {}): Promise<Uint8Array> {
  const args = [
    join("assembly", entry),
    // An entry of its own, so that asc has the file that `--use abort` names.
    "assembly/error/abort.ts",
    "--baseDir",
    here,
    "--outFile",
    "out.wasm",
    "--runtime",
    "stub",
    "--use",
    "abort=assembly/error/abort/abort",
    ...flags[variant],
    ...(options.flags ?? []),
  ];
  return runAsc(args, (name) => generatedModule(name, options.generated));
}

/** Runs asc, with sources that are no files from `generated`. Returns the Wasm bytes. Throws with asc's messages. */
export async function runAsc(
  args: readonly string[],
  generated: (name: string) => string | null = () => null,
): Promise<Uint8Array> {
  let output: Uint8Array | undefined;
  const { error, stderr } = await asc.main([...args], {
    readFile: (name: string, baseDir: string) => generated(name) ?? readIfThere(join(baseDir, name)),
    writeFile: (name: string, contents: Uint8Array | string) => {
      if (name.endsWith(".wasm")) output = contents as Uint8Array;
    },
  } as never);
  if (error || !output) throw new Error(`asc ${args.join(" ")} failed:\n${stderr.toString()}`);
  return output;
}

/** asc probes several paths for an import; a missing one is null to it. */
function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function main() {
  const out = join(here, "build");
  mkdirSync(out, { recursive: true });
  for (const variant of ["wasm", "debug", "guest", "dispute", "trace"] as const) {
    const started = performance.now();
    const bytes = await compile("index.ts", variant);
    const file = join(out, `core.${variant}.wasm`);
    writeFileSync(file, bytes);
    const hash = createHash("sha256").update(bytes).digest("hex");
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${relative(process.cwd(), file)}  ${bytes.length} bytes  sha256 ${hash}  ${seconds} s`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
