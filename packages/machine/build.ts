// Compiles the machines' AssemblyScript. The core's keccak is compiled into them, from its own source.
//
//   tsx packages/machine/build.ts         builds every module into packages/machine/build
//   compileMachine(name, variant)         is what tests use for single modules
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { runAsc } from "@assay/core/compile";

const here = dirname(fileURLToPath(import.meta.url));

/** Folders of packages/machine/assembly, each with an index.ts. */
const MODULES = ["faultProof", "proving"] as const;
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

/** The host puts translated functions into the table. */
const OWN_FLAGS: Record<MachineModule, string[]> = { faultProof: [], proving: ["--exportTable"] };

/** Compiles one module. Throws with asc's messages. */
export async function compileMachine(name: MachineModule, variant: MachineVariant = "wasm"): Promise<Uint8Array> {
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
    ...OWN_FLAGS[name],
  ];
  return runAsc(args);
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
