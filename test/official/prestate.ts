// A state as the suites write it (`pre`, `postState`, `alloc`), built by the core's `buildState`.
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  writeContainer,
} from "../../packages/core/src/container.ts";
import type { Core } from "../../packages/core/src/instance.ts";
import { bigEndian, bytesOf, integerOf, littleEndianWord } from "./hexFields.ts";
import type { Alloc } from "./stateTestFile.ts";

export interface State {
  readonly root: string;
  readonly nodes: readonly Uint8Array[];
  readonly codes: readonly Uint8Array[];
}

const ACCOUNT_HEADER_BYTES = 72;

/** The `alloc` section: layout in docs/interfaces.md, "Alloc". A storage value of zero is no entry. */
function encodeAlloc(alloc: Alloc): Uint8Array {
  const accounts = Object.entries(alloc).map(([address, account]) => ({
    address: bytesOf(address),
    nonce: integerOf(account.nonce),
    balance: integerOf(account.balance),
    code: bytesOf(account.code),
    storage: Object.entries(account.storage)
      .map(([key, value]) => [integerOf(key), integerOf(value)] as const)
      .filter(([, value]) => value !== 0n),
  }));
  const size = (account: (typeof accounts)[number]) =>
    ACCOUNT_HEADER_BYTES + 64 * account.storage.length + Math.ceil(account.code.length / 8) * 8;
  const bytes = new Uint8Array(accounts.reduce((total, account) => total + size(account), 8));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, accounts.length, true);
  let at = 8;
  for (const account of accounts) {
    bytes.set(account.address, at);
    view.setUint32(at + 20, account.storage.length, true);
    view.setBigUint64(at + 24, account.nonce, true);
    bytes.set(littleEndianWord(account.balance), at + 32);
    view.setUint32(at + 64, account.code.length, true);
    let next = at + 72;
    for (const [key, value] of account.storage) {
      bytes.set(bigEndian(key, 32), next);
      bytes.set(bigEndian(value, 32), next + 32);
      next += 64;
    }
    bytes.set(account.code, next);
    at += size(account);
  }
  return bytes;
}

/** @throws Error when the core refuses the state: no suite holds one that it may refuse */
export function buildState(core: Core, alloc: Alloc): State {
  const sections = [bytesSection(INPUT_SECTION.alloc, encodeAlloc(alloc))];
  const outcome = core.buildState(containerSize(sections), (memory) => writeContainer(memory, INPUT_MAGIC, sections));
  const root = outcome.result?.summaries[0]?.postStateRoot;
  if (outcome.verdict !== "valid" || !outcome.result || !root) {
    throw new Error(`buildState: ${outcome.failure?.message ?? "no result"}`);
  }
  return { root, nodes: outcome.result.newNodes, codes: outcome.result.newCodes };
}
