// Challenges on a real L1, from TypeScript, through every way they end. Only the clock is moved, and SP1's verifier takes
// every proof, as on Kroma's devnet: packages/verifiers checks such proofs themselves.
import { type Address, concat, type Hex, keccak256, numberToHex, toHex, toRlp, zeroHash } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assetManagerAbi } from "../src/abi/AssetManager.ts";
import { colosseumAbi } from "../src/abi/Colosseum.ts";
import { l2OutputOracleAbi } from "../src/abi/L2OutputOracle.ts";
import { securityCouncilAbi } from "../src/abi/SecurityCouncil.ts";
import { testKroAbi } from "../src/abi/TestKro.ts";
import { validatorManagerAbi } from "../src/abi/ValidatorManager.ts";
import { zkProofVerifierAbi } from "../src/abi/ZKProofVerifier.ts";
import { deploy } from "../src/deployment.ts";
import type { Addresses } from "../src/deploymentPlan.ts";
import { contractErrors } from "../src/errors.ts";
import { readChallenge, readValidator } from "../src/read.ts";
import { account, L1World, people } from "./l1World.ts";

const { deployer, trusted, council } = people;
const [alice, bob, carol] = [account(21), account(22), account(23)];
const BOND = 10n;
const WRONG = 2n; // blocks 5 to 8; wrong from 7 on
const RIGHT = 3n;
const FORCED = 4n;

let l1: L1World;
let addresses: Addresses;
let vkey: Hex;

const colosseum = () => ({ address: addresses.Colosseum, abi: [...colosseumAbi, ...contractErrors] as const });
const oracle = () => ({ address: addresses.L2OutputOracle, abi: l2OutputOracleAbi });
const challengeOf = (index: bigint, challenger: Address) => readChallenge(l1.chain, addresses, index, challenger);
const own = async (who: Address) => (await readValidator(l1.chain, addresses, who)).own;

// L2's blocks, the true ones and those of a liar.
function header(liar: boolean, number: number): Hex {
  const fields = Array.from({ length: 15 }, (_, i): Hex => (i === 8 ? (number ? numberToHex(number) : "0x") : "0x"));
  fields[3] = keccak256(toHex(`${liar} ${number}`));
  return toRlp(fields.map((field) => (field.length % 2 ? `0x0${field.slice(2)}` : field) as Hex));
}
function output(liar: boolean, number: number) {
  return {
    version: zeroHash,
    stateRoot: keccak256(toHex(`state ${liar} ${number}`)),
    messagePasserStorageRoot: keccak256(toHex(`withdrawals ${liar} ${number}`)),
    latestBlockhash: keccak256(header(liar, number)),
    nextBlockHash: zeroHash,
  };
}
function root(number: number, liar = false): Hex {
  const { version, stateRoot, messagePasserStorageRoot, latestBlockhash } = output(liar, number);
  return keccak256(concat([version, stateRoot, messagePasserStorageRoot, latestBlockhash]));
}
function proof(from: number, to: number, l1Head: Hex) {
  const length = "0x2000000000000000";
  const publicValues = concat([length, root(from), length, root(to), length, l1Head]);
  return { zkVmProgramVKey: vkey, publicValues, proofBytes: "0x" } as const;
}
const register = (number: number) =>
  l1.send(alice!, {
    address: addresses.ZKProofVerifier,
    abi: zkProofVerifierAbi,
    functionName: "registerOutput",
    args: [output(false, number), header(false, number)],
  });

beforeAll(async () => {
  const validators = [trusted, alice!, bob!, carol!];
  l1 = await L1World.start([deployer, ...council, ...validators]);
  const settings = await l1.settings();
  vkey = settings.proofs.programVKey;
  await l1.anvil.rpc.request("anvil_setCode", [settings.proofs.sp1Verifier, "0x00"]);
  ({ addresses } = await deploy(l1.chain, l1.wallet(deployer), settings));
  const kro = { address: settings.tokens.kro, abi: testKroAbi };
  for (const who of validators) {
    await l1.send(who, { ...kro, functionName: "mint", args: [who.address, 2000n] });
    await l1.send(who, { ...kro, functionName: "approve", args: [addresses.AssetManager, 2000n] });
    const manager = { address: addresses.ValidatorManager, abi: validatorManagerAbi };
    await l1.send(who, { ...manager, functionName: "registerValidator", args: [1000n, 10, deployer.address] });
  }
  // Delegated KRO is weight, too.
  const delegate = { address: addresses.AssetManager, abi: assetManagerAbi, functionName: "delegate" };
  await l1.send(bob!, { ...delegate, args: [alice!.address, 500n] });
  expect(await readValidator(l1.chain, addresses, alice!.address)).toMatchObject({ delegated: 500n, weight: 1500n });

  // Nothing is finalized, so the trusted validator submits.
  const roots = [root(0), root(4), root(8, true), root(12), root(16, true)];
  for (const [i, outputRoot] of roots.entries()) {
    await l1.passTime(10);
    const args = [outputRoot, BigInt(4 * i), zeroHash, 0n];
    await l1.send(trusted, { ...oracle(), functionName: "submitL2Output", args });
  }
});
afterAll(() => l1?.anvil.stop());

test("through every turn to a proven fault", async () => {
  await l1.send(alice!, {
    ...colosseum(),
    functionName: "createChallenge",
    args: [WRONG, zeroHash, 0n, [root(4), root(8)]],
  });
  expect(await challengeOf(WRONG, alice!.address)).toMatchObject({
    status: "ASSERTER_TURN",
    turn: 1,
    onTurn: trusted.address,
    step: 4n,
    segments: [
      { blockNumber: 4n, outputRoot: root(4) },
      { blockNumber: 8n, outputRoot: root(8) },
    ],
  });
  const bisect = { ...colosseum(), functionName: "bisect" };
  await l1.send(trusted, { ...bisect, args: [WRONG, alice!.address, 0n, [root(4), root(8, true)]] });
  expect(await challengeOf(WRONG, alice!.address)).toMatchObject({ status: "CHALLENGER_TURN", onTurn: alice!.address });
  await l1.send(alice!, { ...bisect, args: [WRONG, alice!.address, 0n, [root(4), root(6), root(8)]] });
  await l1.send(trusted, { ...bisect, args: [WRONG, alice!.address, 1n, [root(6), root(7, true), root(8, true)]] });
  const challenge = (await challengeOf(WRONG, alice!.address))!;
  expect(challenge).toMatchObject({ status: "READY_TO_PROVE", turn: 4, onTurn: null, step: 1n });

  const prove = { ...colosseum(), functionName: "proveFaultWithZkVm" } as const;
  // Of two blocks: another root than the disputed one, and yet no fault of it.
  await register(8);
  const tooFar = { ...prove, args: [WRONG, 0n, proof(6, 8, challenge.l1Head)], account: alice! } as const;
  await expect(l1.chain.simulateContract(tooFar)).rejects.toThrow("BlockNumberMismatched");
  await register(7);
  await l1.send(alice!, { ...prove, args: [WRONG, 0n, proof(6, 7, challenge.l1Head)] });
  const deleted = await l1.chain.readContract({ ...oracle(), functionName: "getL2Output", args: [WRONG] });
  expect(deleted).toMatchObject({ submitter: alice!.address, outputRoot: zeroHash });
  expect(await challengeOf(WRONG, alice!.address)).toBeNull();
  expect(await readValidator(l1.chain, addresses, trusted.address)).toMatchObject({ inJail: true, own: 1000n - BOND });
});

test("the council dismisses it", async () => {
  const events = { address: addresses.SecurityCouncil, abi: securityCouncilAbi };
  const [request] = await l1.chain.getContractEvents({ ...events, eventName: "ValidationRequested", fromBlock: 0n });
  const id = request!.args.transactionId!;
  expect(request!.args.outputRoot).toBe(root(8, true));
  await l1.send(council[0]!, { ...events, functionName: "confirmTransaction", args: [id] });
  await l1.send(council[1]!, { ...events, functionName: "confirmTransaction", args: [id] });
  const restored = await l1.chain.readContract({ ...oracle(), functionName: "getL2Output", args: [WRONG] });
  expect(restored).toMatchObject({ submitter: trusted.address, outputRoot: root(8, true) });
  expect(await readValidator(l1.chain, addresses, trusted.address)).toMatchObject({ inJail: false, own: 1000n });
  expect(await readValidator(l1.chain, addresses, alice!.address)).toMatchObject({ inJail: true, own: 1000n - BOND });
});

test("the asserter's time, the challenger's time, and a challenge that has become pointless", async () => {
  const create = { ...colosseum(), functionName: "createChallenge" };
  await l1.send(bob!, { ...create, args: [WRONG, zeroHash, 0n, [root(4), root(8)]] });
  await l1.send(carol!, { ...create, args: [WRONG, zeroHash, 0n, [root(4), root(8)]] });
  // Bob starts from the liar's output as well, against a correct one.
  await l1.send(bob!, { ...create, args: [RIGHT, zeroHash, 0n, [root(8, true), root(12, true)]] });
  const bisect = { ...colosseum(), functionName: "bisect" };
  await l1.send(trusted, { ...bisect, args: [RIGHT, bob!.address, 0n, [root(8, true), root(12)]] });
  await l1.passTime(31);
  const { status, l1Head } = (await challengeOf(WRONG, bob!.address))!;
  expect(status).toBe("ASSERTER_TIMEOUT");
  expect((await challengeOf(RIGHT, bob!.address))!.status).toBe("CHALLENGER_TIMEOUT");

  // Of the whole range: no single block of it is anybody's claim.
  const prove = { ...colosseum(), functionName: "proveFaultWithZkVm" };
  await l1.send(bob!, { ...prove, args: [WRONG, 0n, proof(4, 8, l1Head)] });
  expect(await own(trusted.address)).toBe(1000n - BOND);
  await l1.send(carol!, { ...colosseum(), functionName: "cancelChallenge", args: [WRONG] });
  expect(await readValidator(l1.chain, addresses, carol!.address)).toMatchObject({ own: 1000n, bonded: 0n });
  await l1.send(carol!, { ...colosseum(), functionName: "challengerTimeout", args: [RIGHT, bob!.address] });
  expect(await own(bob!.address)).toBe(1000n - BOND);
  expect(await challengeOf(RIGHT, bob!.address)).toBeNull();
});

test("the council deletes what nobody challenged", async () => {
  const events = { address: addresses.SecurityCouncil, abi: securityCouncilAbi };
  await l1.send(council[0]!, { ...events, functionName: "requestDeletion", args: [FORCED, false] });
  const [request] = await l1.chain.getContractEvents({ ...events, eventName: "DeletionRequested", fromBlock: 0n });
  const args = [request!.args.transactionId!];
  await l1.send(council[2]!, { ...events, functionName: "confirmTransaction", args });
  const deleted = await l1.chain.readContract({ ...oracle(), functionName: "getL2Output", args: [FORCED] });
  expect(deleted).toMatchObject({ submitter: addresses.SecurityCouncil, outputRoot: zeroHash });
  expect(await own(trusted.address)).toBe(1000n - 2n * BOND);
});
