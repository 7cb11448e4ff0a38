// A fault proven with a proof that SP1's prover made for Kroma, judged by SP1's own verifier, through the whole system on a
// real L1. The proof speaks of Kroma's development chain, so two words are written into storage: the L1 head that this
// challenge would have seen there, and the number of the block that the proof came to.
import { readFileSync } from "node:fs";
import { type Address, encodeAbiParameters, type Hex, keccak256, numberToHex, slice, toHex, zeroHash } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { colosseumAbi } from "../src/abi/Colosseum.ts";
import { l2OutputOracleAbi } from "../src/abi/L2OutputOracle.ts";
import { testKroAbi } from "../src/abi/TestKro.ts";
import { validatorManagerAbi } from "../src/abi/ValidatorManager.ts";
import { deploy } from "../src/deployment.ts";
import type { Addresses } from "../src/deploymentPlan.ts";
import { contractErrors } from "../src/errors.ts";
import { readChallenge, readValidator } from "../src/read.ts";
import { account, L1World, people, SP1_VERIFIER } from "./l1World.ts";

const fixtures = new URL("../../../fixtures/", import.meta.url);
const recorded: { vkey: Hex; publicValues: Hex; proof: Hex } = JSON.parse(
  readFileSync(new URL("proofs/sp1-plonk-v3.0.0-kroma.json", fixtures), "utf8"),
);
const verifierCode = readFileSync(new URL("contracts/sp1-plonk-verifier-v3.0.0.hex", fixtures), "utf8").trim();
// Each word comes after its length.
const [agreed, proven, l1Head] = [8, 48, 88].map((at) => slice(recorded.publicValues, at, at + 32)) as [Hex, Hex, Hex];
const lie = (block: number) => keccak256(toHex(`lie ${block}`));
const claim = (block: number) => keccak256(toHex(`challenger ${block}`));
const PROVEN_BLOCK = 1n;
const OUTPUT = 1n;

const { deployer, trusted } = people;
const challenger = account(51);
let l1: L1World;
let addresses: Addresses;
const colosseum = () => ({ address: addresses.Colosseum, abi: [...colosseumAbi, ...contractErrors] as const });

beforeAll(async () => {
  l1 = await L1World.start([deployer, trusted, challenger]);
  const settings = await l1.settings();
  await l1.anvil.rpc.request("anvil_setCode", [SP1_VERIFIER, `0x${verifierCode}`]);
  const proofs = { sp1Verifier: SP1_VERIFIER, programVKey: recorded.vkey };
  ({ addresses } = await deploy(l1.chain, l1.wallet(deployer), { ...settings, proofs }));
  const kro = { address: settings.tokens.kro, abi: testKroAbi };
  for (const who of [trusted, challenger]) {
    await l1.send(who, { ...kro, functionName: "mint", args: [who.address, 1000n] });
    await l1.send(who, { ...kro, functionName: "approve", args: [addresses.AssetManager, 1000n] });
    const manager = { address: addresses.ValidatorManager, abi: validatorManagerAbi };
    await l1.send(who, { ...manager, functionName: "registerValidator", args: [1000n, 10, deployer.address] });
  }
  await l1.passTime(60);
  const oracle = { address: addresses.L2OutputOracle, abi: l2OutputOracleAbi, functionName: "submitL2Output" };
  await l1.send(trusted, { ...oracle, args: [agreed, 0n, zeroHash, 0n] });
  await l1.send(trusted, { ...oracle, args: [lie(4), 4n, zeroHash, 0n] });
  const bisect = { ...colosseum(), functionName: "bisect" };
  const first = [OUTPUT, zeroHash, 0n, [agreed, claim(4)]];
  await l1.send(challenger, { ...colosseum(), functionName: "createChallenge", args: first });
  const at = [OUTPUT, challenger.address, 0n] as const;
  await l1.send(trusted, { ...bisect, args: [...at, [agreed, lie(4)]] });
  await l1.send(challenger, { ...bisect, args: [...at, [agreed, claim(2), claim(4)]] });
  await l1.send(trusted, { ...bisect, args: [...at, [agreed, lie(1), lie(2)]] });
});
afterAll(() => l1?.anvil.stop());

const mapped = (
  types: readonly ["uint256" | "address" | "bytes32", "uint256"],
  key: Hex | bigint,
  slot: Hex | bigint,
) => keccak256(encodeAbiParameters([{ type: types[0] }, { type: types[1] }], [key as never, BigInt(slot)]));
async function store(address: Address, slot: Hex, word: Hex): Promise<void> {
  await l1.anvil.rpc.request("anvil_setStorageAt", [address, slot, word]);
}
function attempt(change: Partial<{ zkVmProgramVKey: Hex; publicValues: Hex; proofBytes: Hex }> = {}) {
  const proof = { zkVmProgramVKey: recorded.vkey, publicValues: recorded.publicValues, proofBytes: recorded.proof };
  return { ...colosseum(), functionName: "proveFaultWithZkVm", args: [OUTPUT, 0n, { ...proof, ...change }] } as const;
}
/** The bytes with the lowest bit of one of them changed. */
function flipped(bytes: Hex, at: number): Hex {
  const value = Number.parseInt(bytes.slice(2 + 2 * at, 4 + 2 * at), 16) ^ 1;
  return `0x${bytes.slice(2, 2 + 2 * at)}${value.toString(16).padStart(2, "0")}${bytes.slice(4 + 2 * at)}`;
}
const rejected = (call: ReturnType<typeof attempt>) =>
  expect(l1.chain.simulateContract({ ...call, account: challenger })).rejects;

test("Kroma's recorded proof deletes an output, and nothing but the whole of it does", {
  timeout: 30_000,
}, async () => {
  const challenge = (await readChallenge(l1.chain, addresses, OUTPUT, challenger.address))!;
  expect(challenge).toMatchObject({ status: "READY_TO_PROVE", step: 1n });
  // Of another L1 head.
  await rejected(attempt()).toThrow("InvalidPublicInput");
  const inner = mapped(["uint256", "uint256"], OUTPUT, 2n);
  const place = BigInt(mapped(["address", "uint256"], challenger.address, inner));
  await store(addresses.Colosseum, numberToHex(place + 5n, { size: 32 }), l1Head);
  expect((await readChallenge(l1.chain, addresses, OUTPUT, challenger.address))!.l1Head).toBe(l1Head);
  // Of a block that nobody has shown.
  await rejected(attempt()).toThrow("OutputBlockUnknown");
  const known = mapped(["bytes32", "uint256"], proven, 0n);
  await store(addresses.ZKProofVerifier, known, numberToHex(((PROVEN_BLOCK + 1n) << 8n) | 1n, { size: 32 }));
  await rejected(attempt()).toThrow("BlockNumberMismatched");
  await store(addresses.ZKProofVerifier, known, numberToHex((PROVEN_BLOCK << 8n) | 1n, { size: 32 }));

  await rejected(attempt({ zkVmProgramVKey: flipped(recorded.vkey, 31) })).toThrow("InvalidZkVmVKey");
  await rejected(attempt({ publicValues: flipped(recorded.publicValues, 39) })).toThrow("SrcOutputMismatched");
  // From here on it is SP1's verifier that says no: another result, a byte in every part of the proof.
  await rejected(attempt({ publicValues: flipped(recorded.publicValues, 79) })).toThrow();
  const length = (recorded.proof.length - 2) / 2;
  for (const at of [0, 3, 4, 67, 300, 500, 700, length - 1]) {
    await rejected(attempt({ proofBytes: flipped(recorded.proof, at) })).toThrow();
  }
  await rejected(attempt({ proofBytes: slice(recorded.proof, 0, length - 32) })).toThrow();

  await l1.send(challenger, attempt());
  const oracle = { address: addresses.L2OutputOracle, abi: l2OutputOracleAbi };
  const output = await l1.chain.readContract({ ...oracle, functionName: "getL2Output", args: [OUTPUT] });
  expect(output).toMatchObject({ submitter: challenger.address, outputRoot: zeroHash });
  expect(await readValidator(l1.chain, addresses, trusted.address)).toMatchObject({ inJail: true, own: 990n });
  const args = [keccak256(recorded.publicValues)] as const;
  const used = { ...colosseum(), functionName: "verifiedPublicInputs", args } as const;
  expect(await l1.chain.readContract(used)).toBe(true);
});
