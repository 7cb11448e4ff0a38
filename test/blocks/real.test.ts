// Every real L1 block of the repository is valid, and everything that the core computed of it is what the block's source says.
import { RLP } from "@ethereumjs/rlp";
import { bytesToHex, hexToBytes } from "@ethereumjs/util";
import { beforeAll, describe, expect, it } from "vitest";
import { type Core, OUTPUT } from "../../packages/core/src/instance.ts";
import { variants } from "../../packages/core/test/load.ts";
import { prepareInput } from "../../packages/witness/src/blockInput.ts";
import { readBlock, readBlockFile, realBlockNames } from "./realBlocks.ts";
import { loadCore } from "./verify.ts";

describe.each(variants)("real blocks (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await loadCore(variant);
  });

  it("are thirteen", () => expect(realBlockNames()).toHaveLength(13));

  it.each(realBlockNames())("%s is valid", (name) => {
    const { block, expected } = readBlockFile(name);
    const prepared = prepareInput(readBlock(name));
    const outcome = core.verify(
      prepared.length,
      (memory) => prepared.write(memory),
      OUTPUT.receipts | OUTPUT.headers | OUTPUT.newNodes,
    );
    expect(outcome.failure).toBeNull();
    const result = outcome.result!;
    const [summary] = result.summaries;
    expect(summary).toMatchObject({
      verdict: "valid",
      blockHash: expected.blockHash,
      postStateRoot: expected.stateRoot,
      receiptsRoot: expected.receiptsRoot,
      gasUsed: BigInt(expected.gasUsed),
      transactions: expected.receipts.length,
    });
    expect(result.receipts.map((receipt) => bytesToHex(receipt))).toEqual(expected.receipts);
    const [header] = RLP.decode(hexToBytes(block)) as unknown as Uint8Array[][];
    expect(result.headers.map((rlp) => bytesToHex(rlp))).toEqual([bytesToHex(RLP.encode(header))]);
  });
});
