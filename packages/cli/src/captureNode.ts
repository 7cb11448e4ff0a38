// From options to a node and its chain, for the commands that capture.
import { CaptureNode } from "@assay/capture/captureNode";
import { asInteger } from "@assay/chain/fields";
import { networkById } from "@assay/chain/networks";
import type { ChainSpec } from "@assay/chain/spec";
import { InputError } from "@assay/core/inputError";
import { JsonRpc } from "@assay/program/jsonRpc";
import { NODE_LIMITS } from "@assay/program/limits";
import type { NodeFlags } from "./captureFlags.ts";
import { chainOption } from "./chainOption.ts";
import { UsageError } from "./exitCodes.ts";

export interface ChosenNode {
  readonly rpc: JsonRpc;
  readonly chain: ChainSpec;
}

/** Said without the address, which may hold a key: commander would say it. */
function checkAddress(address: string): void {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new UsageError("The node's address has to be an http:// or https:// one.");
}

/** @throws InputError CHAIN_UNKNOWN, CHAIN_CONFLICT, NODE_*; UsageError */
export async function chosenNode(flags: NodeFlags): Promise<ChosenNode> {
  const { requestsPerSecond, concurrency, batch, requestTimeout, tries } = flags;
  checkAddress(flags.rpc);
  const rpc = new JsonRpc("node", flags.rpc, {
    ...NODE_LIMITS,
    ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(batch === undefined ? {} : { maxBatch: batch }),
    ...(requestTimeout === undefined ? {} : { timeoutMs: 1000 * requestTimeout }),
    ...(tries === undefined ? {} : { attempts: tries }),
  });
  const wanted = flags.chain === undefined ? null : await chainOption(flags.chain);
  const method = "eth_chainId";
  const id = asInteger(await new CaptureNode(rpc).call(method, []), method, 64);
  if (wanted && wanted.chainId !== id) {
    throw new InputError("CHAIN_CONFLICT", `the node is of chain ${id}, but chain ${wanted.chainId} was asked for`);
  }
  const chain = wanted ?? networkById(id);
  if (chain) return { rpc, chain };
  throw new InputError("CHAIN_UNKNOWN", `no built-in chain has id ${id}, which the node says`, {
    advice: "Give the chain's genesis file or rollup.json with --chain.",
  });
}
