// The binary format read back: into a BlockInput, or just far enough to name the chain and to change the claim.
import { decodeConfiguration } from "@assay/chain/configuration";
import { networkById } from "@assay/chain/networks";
import { INPUT_MAGIC, INPUT_SECTION, readContainer, readList } from "@assay/core/container";
import { InputError } from "@assay/core/inputError";
import { type BlockInput, decodeClaim } from "./blockInput.ts";

const MAX_SECTION = INPUT_SECTION.preimages;

/** Decodes a binary input; byte strings are views of `bytes`. @throws InputError CONTAINER_BROKEN, CHAIN_NOT_SUPPORTED */
export function decodeInput(bytes: Uint8Array): BlockInput {
  const sections = readContainer(bytes, INPUT_MAGIC, MAX_SECTION);
  const section = (id: number, name: string): Uint8Array => {
    const found = sections.get(id);
    if (!found) throw new InputError("CONTAINER_BROKEN", `section ${id} (${name}) is missing`);
    return found;
  };
  const list = (id: number, name: string) => {
    const found = section(id, name);
    try {
      return readList(found);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError("CONTAINER_BROKEN", error.message, { at: `section ${id} (${name})` });
    }
  };
  if (sections.has(INPUT_SECTION.payloadAttributes)) {
    throw new InputError("CHAIN_NOT_SUPPORTED", "payload attributes belong to the OP Stack");
  }
  const preimages = sections.has(INPUT_SECTION.preimages) ? list(INPUT_SECTION.preimages, "preimages") : [];
  return {
    chain: decodeConfiguration(section(INPUT_SECTION.configuration, "configuration"), (id) => networkById(id)?.name),
    blocks: list(INPUT_SECTION.blocks, "blocks"),
    headers: list(INPUT_SECTION.headers, "headers"),
    nodes: list(INPUT_SECTION.nodes, "nodes"),
    codes: list(INPUT_SECTION.codes, "codes"),
    ...(preimages.length > 0 ? { preimages } : {}),
    claim: decodeClaim(section(INPUT_SECTION.claim, "claim")),
  };
}

/** Whether a file is a binary input, by its first bytes. */
export function isBinaryInput(bytes: Uint8Array): boolean {
  return INPUT_MAGIC.split("").every((letter, i) => bytes[i] === letter.charCodeAt(0));
}
