// Fork ids and names: the numbers of docs/interfaces.md, "Configuration", and the names of docs, CLI and JSON.

/** Every fork of Ethereum L1, and from 64 on of the OP Stack, with its id; the order is the order of activation. */
export const FORKS = {
  frontier: 0,
  homestead: 1,
  dao: 2,
  tangerineWhistle: 3,
  spuriousDragon: 4,
  byzantium: 5,
  constantinople: 6,
  petersburg: 7,
  istanbul: 8,
  muirGlacier: 9,
  berlin: 10,
  london: 11,
  arrowGlacier: 12,
  grayGlacier: 13,
  paris: 14,
  shanghai: 15,
  cancun: 16,
  prague: 17,
  osaka: 18,
  bedrock: 64,
  regolith: 65,
  canyon: 66,
  delta: 67,
  ecotone: 68,
  fjord: 69,
  granite: 70,
  holocene: 71,
  isthmus: 72,
  jovian: 73,
} as const;

export type ForkName = keyof typeof FORKS;

const names = new Map(Object.entries(FORKS).map(([name, id]) => [id as number, name as ForkName]));

/** Name of a fork id, or null. */
export function knownFork(id: number): ForkName | null {
  return names.get(id) ?? null;
}

/** Name of a fork id; `fork<n>` for one this host does not know. */
export function forkName(id: number): ForkName | `fork${number}` {
  return names.get(id) ?? `fork${id}`;
}
