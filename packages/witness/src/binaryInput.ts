// The binary format read back: into a BlockInput, or just far enough to name the chain and to change the claim.
import { decodeConfiguration } from "@assay/chain/configuration";
import { networkById } from "@assay/chain/networks";
import { INPUT_MAGIC, INPUT_SECTION, readContainer, readList } from "@assay/core/container";
import { InputError } from "@assay/core/inputError";
import { type BlockInput, blockGasLimit, decodeClaim } from "./blockInput.ts";
import { attributesGasLimit } from "./payloadAttributes.ts";

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
  const attributes = sections.has(INPUT_SECTION.payloadAttributes)
    ? list(INPUT_SECTION.payloadAttributes, "payload attributes")
    : [];
  const preimages = sections.has(INPUT_SECTION.preimages) ? list(INPUT_SECTION.preimages, "preimages") : [];
  return {
    chain: decodeConfiguration(section(INPUT_SECTION.configuration, "configuration"), (id) => networkById(id)?.name),
    blocks: list(INPUT_SECTION.blocks, "blocks"),
    ...(attributes.length > 0 ? { payloadAttributes: attributes } : {}),
    headers: list(INPUT_SECTION.headers, "headers"),
    nodes: list(INPUT_SECTION.nodes, "nodes"),
    codes: list(INPUT_SECTION.codes, "codes"),
    ...(preimages.length > 0 ? { preimages } : {}),
    claim: decodeClaim(section(INPUT_SECTION.claim, "claim")),
  };
}

/** What can be told of a binary input without reading all of it. */
export interface InputFacts {
  readonly chain: string;
  readonly claim: "file" | "self";
  /** Gas that the headers of all blocks allow: the bound of the time that a run can take. */
  readonly gasLimit: bigint;
}

const CHAIN_ID_OFFSET = 8;

/** Facts of a binary input for the report and for time limits; null for a malformed one, which the core refuses before it
 *  runs anything. */
export function inspectInput(bytes: Uint8Array): InputFacts | null {
  try {
    const sections = readContainer(bytes, INPUT_MAGIC, MAX_SECTION);
    const configuration = sections.get(INPUT_SECTION.configuration);
    const claim = sections.get(INPUT_SECTION.claim);
    const blocks = sections.get(INPUT_SECTION.blocks);
    if (!configuration || configuration.length < CHAIN_ID_OFFSET + 8 || !claim || !blocks) return null;
    const view = new DataView(configuration.buffer, configuration.byteOffset, configuration.byteLength);
    const chainId = view.getBigUint64(CHAIN_ID_OFFSET, true);
    return {
      chain: networkById(chainId)?.name ?? "custom",
      claim: decodeClaim(claim).source === "file" ? "file" : "self",
      gasLimit: gasOf(readList(blocks), sections.get(INPUT_SECTION.payloadAttributes)),
    };
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function gasOf(blocks: readonly Uint8Array[], attributes: Uint8Array | undefined): bigint {
  const built = attributes ? readList(attributes).reduce((gas, item) => gas + attributesGasLimit(item), 0n) : 0n;
  return blocks.reduce(
    (gas, block, i) => gas + (block.length === 0 ? 0n : blockGasLimit(block, `blocks[${i}]`)),
    built,
  );
}

/** Whether a file is a binary input, by its first bytes. */
export function isBinaryInput(bytes: Uint8Array): boolean {
  return INPUT_MAGIC.split("").every((letter, i) => bytes[i] === letter.charCodeAt(0));
}
