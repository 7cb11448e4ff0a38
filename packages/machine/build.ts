// Compiles the machines' AssemblyScript. The core's keccak is compiled into them, from its own source.
//
//   tsx packages/machine/build.ts         builds every module into packages/machine/build
//   compileMachine(name, variant)         is what tests use for single modules
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const here = dirname(fileURLToPath(import.meta.url));

/** Folders of packages/machine/assembly, each with an index.ts. */
const MODULES = ["faultProof"] as const;
export type MachineModule = (typeof MODULES)[number];

/** wasm: what is shipped. debug: the same with assertions and traps on wrong addresses, for tests. */
export type MachineVariant = "wasm" | "debug";

const features = [
  "--enable",
  "simd",
  "--enable",
  "bulk-memory",
  "--use",
  "TARGET_GUEST=0",
  "--use",
  "TARGET_PROVING=0",
];
const flags: Record<MachineVariant, string[]> = {
  wasm: ["-O3", "--noAssert", ...features],
  debug: ["-O1", ...features],
};

/** Compiles one module. Throws with asc's messages. */
export async function compileMachine(name: MachineModule, variant: MachineVariant = "wasm"): Promise<Uint8Array> {
  let output: Uint8Array | undefined;
  const folder = join("assembly", name);
  const args = [
    join(folder, "index.ts"),
    // An entry of its own, so that asc has the file that `--use abort` names.
    join(folder, "abort.ts"),
    "--baseDir",
    here,
    "--path",
    join(here, "../../node_modules"),
    "--outFile",
    "out.wasm",
    "--runtime",
    "stub",
    "--use",
    `abort=${folder}/abort/abort`,
    ...flags[variant],
  ];
  const { error, stderr } = await asc.main(args, {
    readFile: (file: string, baseDir: string) => readIfThere(join(baseDir, file)),
    writeFile: (file: string, contents: Uint8Array | string) => {
      if (file.endsWith(".wasm")) output = contents as Uint8Array;
    },
  } as never);
  if (error || !output) throw new Error(`asc failed on ${name} (${variant}):\n${stderr.toString()}`);
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(join(here, "build"), { recursive: true });
  for (const name of MODULES) {
    const bytes = await compileMachine(name);
    const file = join(here, "build", `${name}.wasm`);
    writeFileSync(file, bytes);
    console.log(`${relative(process.cwd(), file)}  ${bytes.length} bytes`);
  }
}
