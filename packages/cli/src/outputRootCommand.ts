// assay output-root: from its three parts, or from a node, whose answers are held against the block's hash.
import { asHash, asObject, required } from "@assay/chain/fields";
import { fromHex, toHex } from "@assay/core/hex";
import { BlockSource } from "@assay/program/blockSource";
import { JsonRpc } from "@assay/program/jsonRpc";
import { L2State } from "@assay/program/l2State";
import { type Output as L2Output, outputRoot } from "@assay/program/outputRoot";
import { MemoryStore } from "@assay/program/store";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { EXIT, UsageError } from "./exitCodes.ts";
import type { OutputRootFlags } from "./hostFlags.ts";
import type { Output } from "./output.ts";

async function fromNode(address: string, block: string): Promise<L2Output> {
  const store = new VerifiedStore(new MemoryStore());
  const blocks = new BlockSource(new JsonRpc("L2 node", address), store);
  let hash = block;
  if (!/^0x[0-9a-fA-F]{64}$/.test(block)) {
    if (!/^(0|[1-9][0-9]{0,18})$/.test(block)) throw new UsageError("--block is a block's number, or its hash.");
    const method = "eth_getBlockByNumber";
    const found = asObject(await blocks.ask(method, [`0x${BigInt(block).toString(16)}`, false]), method);
    hash = asHash(required(found, "hash", method), `${method}.hash`);
  }
  return new L2State(blocks, store).outputAt(fromHex(hash)!);
}

/** Prints the output root. @throws UsageError, InputError */
export async function printOutputRoot(flags: OutputRootFlags, output: Output): Promise<number> {
  const parts = [flags.stateRoot, flags.messagePasserRoot, flags.blockHash].filter((part) => part !== undefined).length;
  const asks = flags.l2NodeAddress !== undefined || flags.block !== undefined;
  if (asks ? parts > 0 || flags.l2NodeAddress === undefined || flags.block === undefined : parts !== 3) {
    throw new UsageError(
      "Give --state-root, --message-passer-root and --block-hash, or --l2-node-address and --block.",
    );
  }
  const found: L2Output = asks
    ? await fromNode(flags.l2NodeAddress!, flags.block!)
    : {
        stateRoot: fromHex(flags.stateRoot!)!,
        messagePasserRoot: fromHex(flags.messagePasserRoot!)!,
        blockHash: fromHex(flags.blockHash!)!,
      };
  const root = toHex(outputRoot(found));
  const line = {
    v: 1,
    type: "outputRoot",
    outputRoot: root,
    stateRoot: toHex(found.stateRoot),
    messagePasserRoot: toHex(found.messagePasserRoot),
    blockHash: toHex(found.blockHash),
  };
  output.stdout.write(`${flags.json ? JSON.stringify(line) : root}\n`);
  return EXIT.valid;
}
