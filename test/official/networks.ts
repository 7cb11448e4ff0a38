// The official suites' names of rule sets, as chain configurations. A plain name means these rules from genesis on; a
// transition name, as BerlinToLondonAt5 or ParisToShanghaiAtTime15k, says when the second set begins.
import { CANCUN_BLOBS, PRAGUE_BLOBS } from "../../packages/chain/src/blobParameters.ts";
import { encodeConfiguration } from "../../packages/chain/src/configuration.ts";
import type { BlobParameters, ChainSpec, ForkActivation } from "../../packages/chain/src/spec.ts";
import { FORKS, type ForkName } from "../../packages/core/src/forks.ts";

/** Official name of each fork. Muir Glacier has none; the DAO fork has one only in a transition. */
const NAMES: Record<string, ForkName> = {
  Frontier: "frontier",
  Homestead: "homestead",
  Dao: "dao",
  EIP150: "tangerineWhistle",
  EIP158: "spuriousDragon",
  Byzantium: "byzantium",
  Constantinople: "constantinople",
  ConstantinopleFix: "petersburg",
  Istanbul: "istanbul",
  Berlin: "berlin",
  London: "london",
  ArrowGlacier: "arrowGlacier",
  GrayGlacier: "grayGlacier",
  Paris: "paris",
  Merge: "paris",
  Shanghai: "shanghai",
  Cancun: "cancun",
  Prague: "prague",
  Osaka: "osaka",
};

/** Mainnet's; the suites use it on their chain 1. */
const DEPOSIT_CONTRACT = "0x00000000219ab540356cbb839cbe05303d7705fa";

const ORDER = Object.keys(FORKS) as ForkName[];

/** The fork of an official name. @throws Error for a name this harness does not know */
export function forkOf(name: string): ForkName {
  const fork = NAMES[name];
  if (!fork) throw new Error(`unknown fork ${name}`);
  return fork;
}

/** `15k` is 15,000; otherwise decimal, or hex after `Diff`. */
function activationPoint(kind: string | undefined, text: string): bigint {
  if (kind === "Diff") return BigInt(`0x${text}`);
  return text.endsWith("k") ? BigInt(text.slice(0, -1)) * 1000n : BigInt(text);
}

function parse(name: string): { base: ForkName; next: ForkName | null; at: bigint } {
  const transition = /^([A-Za-z0-9]+)To([A-Z][A-Za-z0-9]*?)At(Time|Diff)?([0-9A-F]+k?)$/.exec(name);
  if (!transition) return { base: forkOf(name), next: null, at: 0n };
  const [, from, to, kind, point] = transition;
  return { base: forkOf(from!), next: forkOf(to!), at: activationPoint(kind, point!) };
}

/** The chain specification behind an official name. @throws Error for a name this harness does not know */
export function network(name: string): ChainSpec {
  const { base, next, at } = parse(name);
  const last = FORKS[next ?? base];
  const mergesLater = next === "paris";
  const parisFromGenesis = FORKS[base] >= FORKS.paris;
  const forks: ForkActivation[] = [];
  const blobSchedule: BlobParameters[] = [];
  for (const fork of ORDER) {
    const id = FORKS[fork];
    // Only a transition to it has the DAO fork, for it asks for extra data.
    if (id > last || (fork === "dao" && next !== "dao")) continue;
    // Where the merge comes by total difficulty, its block is not known beforehand, and nothing comes before it.
    if (mergesLater && id > FORKS[base]) continue;
    const activation = id > FORKS[base] ? at : 0n;
    forks.push({ fork, by: id >= FORKS.shanghai ? "timestamp" : "block", activation });
    const parameters = fork === "cancun" ? CANCUN_BLOBS : fork === "prague" ? PRAGUE_BLOBS : null;
    if (!parameters) continue;
    // Entries ascend by timestamp: of two forks at genesis the later one rules.
    if (blobSchedule.at(-1)?.timestamp === activation) blobSchedule.pop();
    blobSchedule.push({ timestamp: activation, ...parameters });
  }
  return {
    name,
    chainId: 1n,
    forks,
    blobSchedule,
    depositContract: DEPOSIT_CONTRACT,
    terminalTotalDifficulty: mergesLater ? at : parisFromGenesis ? 0n : null,
    supportsDaoMove: next === "dao",
    parisFromGenesis,
    genesisHash: null,
  };
}

const encodings = new Map<string, Uint8Array>();

/** Its canonical encoding, kept for the next case. */
export function networkConfiguration(name: string): Uint8Array {
  let bytes = encodings.get(name);
  if (!bytes) {
    bytes = encodeConfiguration(network(name));
    encodings.set(name, bytes);
  }
  return bytes;
}
