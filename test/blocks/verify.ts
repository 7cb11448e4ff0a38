// Blocks of a world as inputs of the core.

import type { ChainSpec } from "../../packages/chain/src/spec.ts";
import type { Variant } from "../../packages/core/build.ts";
import type { Hex } from "../../packages/core/src/hex.ts";
import { Core, type Outcome } from "../../packages/core/src/instance.ts";
import { compileTesting } from "../../packages/core/test/load.ts";
import { prepareInput } from "../../packages/witness/src/blockInput.ts";
import { buildState, type State } from "../official/prestate.ts";
import { type WorldAccount, worldAccounts } from "./world.ts";

/** The core of one variant, in the entry for state tests: it exports what index.ts does. */
export async function loadCore(variant: Variant): Promise<Core> {
  return new Core(await WebAssembly.compile((await compileTesting("statetest", variant)) as BufferSource));
}

export function worldState(core: Core, accounts: readonly WorldAccount[] = worldAccounts()): State {
  const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;
  const entries = accounts.map(({ address, balance, code, storage }) => [
    address,
    { nonce: code.length > 0 ? "0x1" : "0x0", balance: `0x${balance.toString(16)}`, code: hex(code), storage },
  ]);
  return buildState(core, Object.fromEntries(entries));
}

/** Judges `blocks` as one input on `state`; `headers` end with the parent of the first. */
export function judge(
  core: Core,
  chain: ChainSpec,
  blocks: readonly Uint8Array[],
  headers: readonly Uint8Array[],
  state: { nodes: readonly Uint8Array[]; codes: readonly Uint8Array[] },
  hash: Uint8Array | null,
  outputs = 0,
): Outcome {
  const prepared = prepareInput({
    chain,
    blocks,
    headers,
    nodes: state.nodes,
    codes: state.codes,
    claim: { source: "file", hash: hash ? (`0x${Buffer.from(hash).toString("hex")}` as Hex) : null },
  });
  return core.verify(prepared.length, (memory) => prepared.write(memory), outputs);
}
