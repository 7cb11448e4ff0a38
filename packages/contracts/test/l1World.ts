// What the tests on anvil share: the chain, accounts with funds, transactions that must succeed.
import { Anvil } from "@assay/node/l1/anvil";
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  keccak256,
  type PrivateKeyAccount,
  type PublicClient,
  parseEther,
  type TransactionReceipt,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { testKghAbi } from "../src/abi/TestKgh.ts";
import { testKroAbi } from "../src/abi/TestKro.ts";
import { testKghBytecode } from "../src/bytecode/TestKgh.ts";
import { testKroBytecode } from "../src/bytecode/TestKro.ts";
import type { DeploymentSettings } from "../src/deploymentPlan.ts";
import { networks } from "../src/networks.ts";
import { waitForReceipt } from "../src/receipt.ts";

export const GENESIS = 1_700_000_000;
export const SP1_VERIFIER: Address = "0x0000000000000000000000000000000000005b01";

// Fees are given, since viem asks anvil to fill them in, and anvil fills in a tip above the cap once its base fee has sunk.
const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n };
const l1 = defineChain({
  id: 900,
  name: "L1",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
});

export const account = (i: number): PrivateKeyAccount => privateKeyToAccount(`0x${i.toString(16).padStart(64, "0")}`);
export const people = {
  deployer: account(1),
  owner: account(2),
  trusted: account(3),
  batcher: account(4),
  signer: account(5),
  council: [account(6), account(7), account(8)],
};

export interface Call {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args?: readonly unknown[];
  readonly value?: bigint;
  /** Without it, what the node estimates. */
  readonly gas?: bigint;
}

export class L1World {
  readonly chain: PublicClient;

  private constructor(readonly anvil: Anvil) {
    this.chain = createPublicClient({ transport: http(anvil.address), pollingInterval: 20 });
  }

  /** Every account of `funded` has a thousand ETH. */
  static async start(funded: readonly PrivateKeyAccount[]): Promise<L1World> {
    const world = new L1World(await Anvil.start({ chainId: 900n, genesisTime: BigInt(GENESIS) }));
    await world.anvil.rpc.request("evm_setAutomine", [true]);
    for (const { address } of funded) await world.anvil.fund(address, parseEther("1000"));
    return world;
  }

  wallet(who: PrivateKeyAccount) {
    return createWalletClient({ account: who, chain: l1, transport: http(this.anvil.address) });
  }

  /** Sends a call and waits for it. @throws when it reverts, with the contract's error */
  async send(who: PrivateKeyAccount, call: Call): Promise<TransactionReceipt> {
    const hash = await this.wallet(who).writeContract({ ...fees, ...call });
    const receipt = await waitForReceipt(this.chain, hash, 30_000);
    if (receipt?.status !== "success") throw new Error(`${call.functionName} reverted`);
    return receipt;
  }

  async passTime(seconds: number): Promise<void> {
    await this.anvil.rpc.request("evm_increaseTime", [seconds]);
    await this.anvil.rpc.request("evm_mine", []);
  }

  /** Settings of a devnet with tokens of its own. */
  async settings(): Promise<DeploymentSettings & { tokens: { kro: Address; kgh: Address } }> {
    const { deployer, owner, trusted, batcher, signer, council } = people;
    // In place of SP1's verifier, whose code is none of ours: it takes any proof.
    await this.anvil.rpc.request("anvil_setCode", [SP1_VERIFIER, "0x00"]);
    return {
      salt: keccak256("0x01"),
      deployer: deployer.address,
      owner: owner.address,
      parameters: { ...networks.devnet, mptFirstOutputIndex: null },
      tokens: {
        kro: await this.#create(testKroAbi, testKroBytecode),
        kgh: await this.#create(testKghAbi, testKghBytecode),
      },
      roles: {
        trustedValidator: trusted.address,
        batcher: batcher.address,
        unsafeBlockSigner: signer.address,
        councilMembers: council.map(({ address }) => address),
      },
      l2: {
        startingBlockNumber: 0,
        startingTimestamp: GENESIS,
        gasLimit: 30_000_000n,
        baseFeeScalar: 1368,
        blobBaseFeeScalar: 810_949,
      },
      proofs: { sp1Verifier: SP1_VERIFIER, programVKey: keccak256("0x02") },
    };
  }

  async #create(abi: typeof testKroAbi | typeof testKghAbi, bytecode: Hex): Promise<Address> {
    const hash = await this.wallet(people.deployer).deployContract({ ...fees, abi, bytecode });
    return (await waitForReceipt(this.chain, hash, 30_000))!.contractAddress!;
  }
}
