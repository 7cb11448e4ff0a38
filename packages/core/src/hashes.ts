// The keccak-256 of many byte strings, by the core: in JavaScript one costs ten times as much.
import {
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  listSection,
  RESULT_MAGIC,
  readContainer,
  readList,
  writeContainer,
} from "./container.ts";
import { InputError } from "./inputError.ts";
import type { Core } from "./instance.ts";

const SECTION_HASHES = 8;

/** 32 bytes each, in the order of the items. @throws InputError CORE_OUT_OF_MEMORY, CORE_TRAPPED */
export function hashAll(core: Core, items: readonly Uint8Array[]): readonly Uint8Array[] {
  const lengths = items.map((item) => item.length);
  const sections = [listSection(INPUT_SECTION.preimages, lengths, (section, at, i) => section.set(items[i]!, at))];
  const { result } = core.hashList(containerSize(sections), (memory) => writeContainer(memory, INPUT_MAGIC, sections));
  const hashes = result && readList(readContainer(result.bytes, RESULT_MAGIC).get(SECTION_HASHES)!);
  if (hashes?.length === items.length) return hashes;
  throw new InputError("CORE_TRAPPED", `the core hashed ${hashes?.length ?? "none"} of ${items.length} items`);
}
