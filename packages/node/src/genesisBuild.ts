// A list of accounts as a state: the core builds its tries.
import { encodeAlloc, type GenesisAccount } from "@assay/chain/alloc";
import { bytesSection, containerSize, INPUT_MAGIC, INPUT_SECTION, writeContainer } from "@assay/core/container";
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Core } from "@assay/core/instance";

export interface BuiltState {
  readonly root: Uint8Array;
  readonly nodes: readonly Uint8Array[];
  readonly codes: readonly Uint8Array[];
}

/** @throws InputError GENESIS_WRONG */
export function buildState(core: Core, alloc: readonly GenesisAccount[]): BuiltState {
  const sections = [bytesSection(INPUT_SECTION.alloc, encodeAlloc(alloc))];
  const { failure, result } = core.buildState(containerSize(sections), (memory) =>
    writeContainer(memory, INPUT_MAGIC, sections),
  );
  const summary = result?.summaries[0];
  if (failure || !result || !summary) {
    throw new InputError("GENESIS_WRONG", failure?.message ?? "the core built no state", { at: "alloc" });
  }
  return { root: fromHex(summary.postStateRoot)!, nodes: result.newNodes, codes: result.newCodes };
}
