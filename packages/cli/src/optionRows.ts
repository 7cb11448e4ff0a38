// Options that several commands have, in kona-host's names: canonical name, value, other names, help.
import { type Command, Option } from "commander";

export type OptionRow = readonly [name: string, value: string, aliases: readonly string[], help: string];
export type SwitchRow = readonly [name: string, help: string];

/** Where data comes from, and of which chain. */
export const SOURCE_OPTIONS: readonly OptionRow[] = [
  ["l1-node-address", "url", ["l1"], "JSON-RPC of an L1 node"],
  ["l1-beacon-address", "url", ["beacon"], "API of an L1 beacon node"],
  ["l2-node-address", "url", ["l2"], "JSON-RPC of an L2 node"],
  ["data-dir", "folder", ["db"], "where preimages are kept; without it in memory"],
  [
    "data-format",
    "format",
    [],
    "of a new data directory: lmdb (default), directory or file, which op-program reads too",
  ],
  ["l2-chain-id", "n", [], "a chain that is built in"],
  ["rollup-config-path", "file", ["rollup-cfg"], "rollup.json of another chain"],
  ["l1-config-path", "file", ["l1-cfg"], "configuration of another L1 chain"],
  ["request-timeout", "seconds", [], "for one answer of a node (default: 30)"],
  ["requests-per-second", "n", [], "to each node, at most"],
];

export const CLAIM_OPTIONS: readonly OptionRow[] = [
  ["l1-head", "0x…", [], "hash of the L1 block up to which data counts"],
  ["agreed-l2-head-hash", "0x…", ["l2-head"], "hash of the L2 block at the agreed output"],
  ["agreed-l2-output-root", "0x…", ["l2-output-root"], "output root that both sides agree on"],
  ["claimed-l2-output-root", "0x…", ["l2-claim"], "output root that is in question"],
  ["claimed-l2-block-number", "n", ["l2-block-number"], "number of the L2 block it is claimed for"],
  ...SOURCE_OPTIONS,
];

export const HOST_OPTIONS: readonly OptionRow[] = [
  ...CLAIM_OPTIONS,
  ["exec", "command", [], "start this client instead of being started by one"],
];

export const DERIVE_OPTIONS: readonly OptionRow[] = [
  ["from", "n", [], "from nodes: the first L2 block to derive"],
  ["to", "n", [], "the last L2 block to derive"],
  ["l1-head", "0x…|n", [], "from nodes: L1 block up to which data counts (default: 64 after the last block's origin)"],
  ["witness", "folder", [], "with --execute, from a file: block files with witnesses (default: ../blocks beside it)"],
  ...SOURCE_OPTIONS,
];

export const CLAIM_SWITCHES: readonly SwitchRow[] = [
  [
    "enable-experimental-witness-endpoint",
    "ask the L2 node for a payload's witness (debug_executePayload) before that of its own block",
  ],
];

export const HOST_SWITCHES: readonly SwitchRow[] = [
  ["server", "serve a client on file descriptors 3 to 6"],
  ["native", "run the client here as well"],
  ...CLAIM_SWITCHES,
];

export const DERIVE_SWITCHES: readonly SwitchRow[] = [
  ["execute", "execute each block too, which gives its hash"],
  ...CLAIM_SWITCHES,
];

export function addOptions(command: Command, switches: readonly SwitchRow[], options: readonly OptionRow[]): void {
  for (const [name, help] of switches) command.option(`--${name}`, help);
  for (const [name, value, aliases, help] of options) {
    command.option(`--${name} <${value}>`, help);
    for (const alias of aliases) command.addOption(new Option(`--${alias} <${value}>`).hideHelp());
  }
}
