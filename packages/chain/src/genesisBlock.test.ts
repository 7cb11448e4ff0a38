import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { expect, test } from "vitest";
import { type Genesis, readGenesis } from "./genesis.ts";
import { buildGenesisBlock } from "./genesisBlock.ts";
import { NETWORKS } from "./networks.ts";

const core = new Core(compileCore());

function published(name: string): Genesis {
  const file = readFileSync(new URL(`../../../fixtures/genesis/${name}.json.gz`, import.meta.url));
  return readGenesis(gunzipSync(file).toString());
}

test.each(NETWORKS)("block 0 of $name from its published genesis file", async (spec) => {
  const block = await buildGenesisBlock(published(spec.name), core);
  expect(block.hash).toBe(spec.genesisHash);
  expect(block.nodes.length).toBeGreaterThan(5);
});

test("mainnet's state root at block 0 (Yellow Paper, appendix I)", async () => {
  const { stateRoot } = await buildGenesisBlock(published("mainnet"), core);
  expect(stateRoot).toBe("0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544");
});

test("another state under a known chain id is refused", async () => {
  const genesis = published("sepolia");
  const block = { ...genesis.block!, alloc: genesis.block!.alloc.slice(1) };
  const building = buildGenesisBlock({ ...genesis, block }, core);
  await expect(building).rejects.toThrow(/sepolia starts with 0x25a5cc/);
  await expect(building).rejects.toBeInstanceOf(InputError);
});

test("a file without alloc has no block", async () => {
  await expect(buildGenesisBlock({ ...published("hoodi"), block: null }, core)).rejects.toThrow(/no alloc/);
});

test("a Prague chain from block 0, as @ethereumjs/block builds it", async () => {
  const { createBlock } = await import("@ethereumjs/block");
  const { Common, Hardfork, Hoodi } = await import("@ethereumjs/common");
  const config = {
    chainId: 1337,
    ...Object.fromEntries(
      ["homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople", "istanbul", "berlin", "london"].map(
        (fork) => [`${fork}Block`, 0],
      ),
    ),
    terminalTotalDifficulty: 0,
    shanghaiTime: 0,
    cancunTime: 0,
    pragueTime: 0,
  };
  const text = JSON.stringify({
    config,
    difficulty: "0x0",
    gasLimit: "0x1c9c380",
    timestamp: "0x10",
    extraData: "0xabcd",
    baseFeePerGas: "0x7",
    alloc: {
      "0x0000000000000000000000000000000000000100": {
        balance: "0x5",
        nonce: "0x1",
        code: "0x6001",
        storage: { "0x01": "0x02" },
      },
    },
  });
  const ours = await buildGenesisBlock(readGenesis(text), core);
  const theirs = createBlock(
    {
      header: {
        gasLimit: 0x1c9c380,
        timestamp: 16,
        extraData: "0xabcd",
        baseFeePerGas: 7,
        stateRoot: ours.stateRoot,
        requestsHash: "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      },
      withdrawals: [],
    },
    { common: new Common({ chain: Hoodi, hardfork: Hardfork.Prague }), freeze: false },
  );
  expect(ours.hash).toBe(`0x${Buffer.from(theirs.hash()).toString("hex")}`);
});
