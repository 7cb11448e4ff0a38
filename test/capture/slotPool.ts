// Storage slots by where their hashes lie.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { word } from "./contracts.ts";

/** Slots whose hashes begin with the same nibbles, from none in common to seven: tries as deep as one likes. */
export function slotPool(): string[] {
  const pool = Array.from({ length: 24 }, (_, i) => word(i));
  const byPrefix = new Map<string, string[]>();
  for (let i = 0; i < 40_000; i++) {
    const key = word(1000 + i);
    const hash = Buffer.from(keccak_256(Buffer.from(key, "hex"))).toString("hex");
    for (let nibbles = 2; nibbles <= 7; nibbles++) {
      const prefix = hash.slice(0, nibbles);
      const list = byPrefix.get(prefix);
      if (!list) byPrefix.set(prefix, [key]);
      else if (list.length < 4) list.push(key);
    }
  }
  for (let nibbles = 2; nibbles <= 7; nibbles++) {
    const groups = [...byPrefix].filter(([prefix, keys]) => prefix.length === nibbles && keys.length > 1).slice(0, 3);
    for (const [, keys] of groups) pool.push(...keys);
  }
  return pool;
}
