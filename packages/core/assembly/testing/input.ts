// Entry for the tests of the input's format: section table, lists, configuration and claim, with nothing above them.
import { loadConfiguration, resetConfiguration } from "../chain/configuration";
import { clearRecord, RECORD } from "../error/fail";
import { loadClaim, resetClaim } from "../input/claim";
import { List, readList } from "../input/list";
import { checkSections, openInput, resetInput, SECTION_PREIMAGES } from "../input/sections";
import { resetArena } from "../memory/arena";

export { itemAddress, itemLength } from "../input/list";

export function open(length: u32): usize {
  resetArena();
  clearRecord();
  resetInput();
  resetClaim();
  resetConfiguration();
  return openInput(length);
}

export function errorRecord(): usize {
  return RECORD;
}

export function check(): void {
  checkSections(SECTION_PREIMAGES);
}

export function configuration(): void {
  loadConfiguration();
}

export function claim(): void {
  loadClaim();
}

export function list(id: u32, required: bool): List {
  return readList(id, required);
}

export function listCount(list: List): u32 {
  return list.count;
}
