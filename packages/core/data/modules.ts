// Consensus data that nobody can write anew lives in files beside this one (README.md: source, licence, hash). The build serves
// each to the AssemblyScript compiler as a module `assembly/generated/<name>.ts` that exists only in memory.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { networkUpgrades } from "./upgrades.ts";

const PREFIX = "assembly/generated/";

/** Module name → constant it exports → file. */
const binaries: Record<string, Record<string, string>> = {
  brotliDictionary: { BROTLI_DICTIONARY: "brotli-dictionary.bin" },
  create2Deployer: { CREATE2_DEPLOYER: "create2-deployer.bin" },
};

/** Module name → constant it exports → bytes made out of several files. */
const tables: Record<string, Record<string, () => Uint8Array>> = {
  networkUpgrades: { NETWORK_UPGRADES: networkUpgrades },
};

/** Source of the generated module that asc asks for, null when the path is no generated module. `further`: those of the caller. */
export function generatedModule(
  path: string,
  further: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {},
): string | null {
  const normal = path.replaceAll("\\", "/");
  if (!normal.startsWith(PREFIX) || !normal.endsWith(".ts")) return null;
  const module = normal.slice(PREFIX.length, -".ts".length);
  const contents = [
    ...Object.entries(binaries[module] ?? {}).map(([name, file]) => [name, readData(file)] as const),
    ...Object.entries(tables[module] ?? {}).map(([name, make]) => [name, make()] as const),
    ...Object.entries(further[module] ?? {}),
  ];
  if (contents.length === 0) return null;
  return contents.map(([name, bytes]) => constant(name, bytes)).join("");
}

function readData(file: string): Uint8Array {
  return readFileSync(fileURLToPath(new URL(file, import.meta.url)));
}

function constant(name: string, bytes: Uint8Array): string {
  return `export const ${name}: usize = memory.data<u64>([${words(bytes).join(",")}]);\nexport const ${name}_LENGTH: i32 = ${bytes.length};\n`;
}

/** The bytes as little-endian 64-bit literals, padded with zeros. */
function words(bytes: Uint8Array): string[] {
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  return Array.from({ length: padded.length / 8 }, (_, i) => `0x${view.getBigUint64(i * 8, true).toString(16)}`);
}
