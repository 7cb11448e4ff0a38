// TrieTests: entries in, root out. Files with `secure` in their name hash the keys first. Each list runs as written;
// sets (`anyorder`) also backwards, for the order must not matter.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesOf, hexOf } from "./hexFields.ts";
import type { OfficialCore } from "./officialCore.ts";
import { type CaseResult, caseOf } from "./result.ts";

type Entry = readonly [string, string | null];

interface TrieTestJson {
  in: Entry[] | Record<string, string | null>;
  root: string;
}

const EMPTY_ROOT = keccak_256(Uint8Array.of(0x80));

/** `0x…` is hex, anything else text. */
function textOrHex(text: string): Uint8Array {
  return text.startsWith("0x") ? bytesOf(text) : Buffer.from(text);
}

function rootOf(entries: readonly Entry[], secure: boolean, core: OfficialCore): string {
  const { exports, place, read } = core.parts;
  exports.reset();
  const trie = exports.trieOpenAnyKeys(place(EMPTY_ROOT));
  for (const [key, value] of entries) {
    const plain = textOrHex(key);
    const path = secure ? keccak_256(plain) : plain;
    const bytes = value === null ? new Uint8Array(0) : textOrHex(value);
    if (bytes.length === 0) exports.trieDelete(trie, place(path), path.length);
    else exports.trieUpdate(trie, place(path), path.length, place(bytes), bytes.length);
  }
  const root = place(new Uint8Array(32));
  exports.trieRoot(trie, root);
  return hexOf(read(root, 32));
}

export function runTrieTests(
  json: unknown,
  core: OfficialCore,
  wanted: (id: string) => boolean,
  file: string,
): CaseResult[] {
  const secure = file.toLowerCase().includes("secure");
  return Object.entries(json as Record<string, TrieTestJson>)
    .filter(([name]) => wanted(name))
    .map(([name, test]) =>
      caseOf(name, "", () => {
        const isSet = !Array.isArray(test.in);
        const entries: Entry[] = Array.isArray(test.in) ? test.in : Object.entries(test.in);
        const orders = isSet ? [entries, entries.toReversed()] : [entries];
        for (const order of orders) {
          const root = rootOf(order, secure, core);
          if (root !== test.root) return `root ${root}, expected ${test.root}`;
        }
        return null;
      }),
    );
}
