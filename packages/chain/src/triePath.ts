// Paths in a trie as nibbles, and their compact encoding (Yellow Paper, appendix C).

export function nibblesOf(key: Uint8Array): number[] {
  const nibbles: number[] = [];
  for (const byte of key) nibbles.push(byte >> 4, byte & 15);
  return nibbles;
}

/** Compact encoding: a flag nibble, with an odd path's first nibble beside it. */
export function packPath(path: readonly number[], isLeaf: boolean): Uint8Array {
  const odd = path.length % 2;
  const flags = (isLeaf ? 2 : 0) + odd;
  const nibbles = odd ? [flags, ...path] : [flags, 0, ...path];
  return Uint8Array.from({ length: nibbles.length / 2 }, (_, i) => 16 * nibbles[2 * i]! + nibbles[2 * i + 1]!);
}

/** @returns null when it is no compact encoding */
export function unpackPath(packed: Uint8Array): { path: number[]; isLeaf: boolean } | null {
  const nibbles = nibblesOf(packed);
  const flags = nibbles[0];
  if (flags === undefined || flags > 3) return null;
  if (flags % 2 === 0 && nibbles[1] !== 0) return null;
  return { path: nibbles.slice(flags % 2 === 1 ? 1 : 2), isLeaf: flags >= 2 };
}
