// Names of functions of our guests: what AssemblyScript called them, of what wasm2c and gcc made of it.
//
//   hash_keccakF_keccakF.part.0                                hash/keccakF/keccakF (part)
//   curves_fp6_fp6Tidy_assembly_curves_primeFields_Bn254_      curves/fp6/fp6Tidy<Bn254>
//   send_hints                                                 send_hints, of the runtime in C

/** Folders of packages/core/assembly. Nothing there has an underscore in its name, so what underscores part are folders, file, function. */
const FOLDERS =
  /^(accelerator|block|chain|curves|derivation|error|evm|guest|hash|header|index|input|memory|optimism|program|reset|result|rlp|state|trie|tx|uint256|witness)_/;
/** Parts that gcc has split off, specialised or kept apart. */
const CLONE = /\.(part|isra|constprop|lto_priv)\.\d+/g;
/** Types that a generic function was made for. */
const TYPE_ARGUMENT = /_assembly_[a-zA-Z0-9]+_[a-zA-Z0-9]+_([a-zA-Z0-9]+)/g;
const CLONE_NAMES: Readonly<Record<string, string>> = { part: "part", isra: "variant", constprop: "variant" };

/** Whether a program is one of ours, and its names are to be read so. */
export function isOurGuest(symbols: readonly { readonly name: string }[]): boolean {
  return symbols.some(({ name }) => name === "Z_guestZ_start");
}

export function guestFunctionName(symbol: string): string {
  const clones = [...symbol.matchAll(CLONE)].map((match) => CLONE_NAMES[match[1]!] ?? "variant");
  const bare = symbol.replace(CLONE, "");
  const suffix = clones.length > 0 ? ` (${clones.join(", ")})` : "";
  const exported = /^Z_(guest|assay)Z_(\w+)$/.exec(bare);
  // What the core calls of the machine, and what the runtime calls of the core.
  if (exported) return `${exported[1] === "assay" ? "machine" : "core"}:${exported[2]}${suffix}`;
  // AssemblyScript's own library.
  const library = /^w2c__lib_([a-zA-Z0-9]+)_(\w+)$/.exec(bare);
  if (library) return `~lib/${library[1]}/${library[2]}${suffix}`;
  if (!FOLDERS.test(bare)) return bare + suffix;
  const types = [...bare.matchAll(TYPE_ARGUMENT)].map((match) => match[1]!);
  const path = bare.replace(TYPE_ARGUMENT, "").replace(/_+$/, "");
  return `${path.replaceAll("_", "/")}${types.length > 0 ? `<${types.join(",")}>` : ""}${suffix}`;
}
