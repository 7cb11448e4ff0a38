// asterisc's contract on L1, from a checkout that is not in this repository, in an EVM that nobody here wrote: what the machines have to be
// the same as.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { toHex } from "@assay/core/hex";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM, EVMError } from "@ethereumjs/evm";
import { createAddressFromString, hexToBytes } from "@ethereumjs/util";
import { FAULT } from "../../src/faultProof/fault.ts";
import type { StepInput } from "../../src/faultProof/slow/step.ts";
import type { PreimagePart } from "../../src/faultProof/slow/systemCall.ts";
import { CONTEXT } from "./agreement.ts";

/** step(bytes,bytes,bytes32), readPreimage(bytes32,uint256). Fact sheet, sections 6 and 10. */
const STEP = "e14ced32";
const READ_PREIMAGE = "0xe03110e1";
const GAS = 30_000_000n;
const CONTRACT = createAddressFromString(`0x${"c0".repeat(20)}`);
const ORACLE = createAddressFromString(`0x${"0a".repeat(20)}`);

/** What the source imports of other repositories: types alone, that compile to nothing. */
const IMPORTS: Readonly<Record<string, string>> = {
  IPreimageOracle: "interface IPreimageOracle {}",
  IBigStepper:
    "interface IBigStepper { function step(bytes calldata, bytes calldata, bytes32) external returns (bytes32); }",
};

function compiled(path: string): Uint8Array {
  const solc = createRequire(import.meta.url)("solc") as {
    compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string;
  };
  // Any compiler version: the contract is assembly.
  const content = readFileSync(path, "utf8").replace(/^pragma solidity .*;$/m, "pragma solidity >=0.8.0;");
  const input = {
    language: "Solidity",
    sources: { "RISCV.sol": { content } },
    settings: {
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 999_999 },
      outputSelection: { "*": { RISCV: ["evm.deployedBytecode.object"] } },
    },
  };
  const find = (name: string) => {
    const contents = IMPORTS[/(\w+)\.sol$/.exec(name)?.[1] ?? ""];
    return contents === undefined ? { error: `no ${name}` } : { contents: `pragma solidity >=0.8.0;\n${contents}` };
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
  const object = output.contracts?.["RISCV.sol"]?.RISCV?.evm.deployedBytecode.object as string | undefined;
  if (!object)
    throw new Error(
      `${path}: ${output.errors?.find(({ severity }: { severity: string }) => severity === "error")?.formattedMessage}`,
    );
  return hexToBytes(`0x${object}`);
}

const word = (value: bigint | number) => value.toString(16).padStart(64, "0");
const padded = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString("hex")
    .padEnd(Math.ceil(bytes.length / 32) * 64, "0");

/** Call data as the contract demands it: witness at byte 132, proofs at 548. */
function callData({ witness, proofs }: StepInput): Uint8Array {
  const head = [word(96), word(96 + 32 + 384), Buffer.from(CONTEXT.localContext).toString("hex")];
  const tail = [word(witness.length), padded(witness), word(proofs.length), padded(proofs)];
  return hexToBytes(`0x${STEP}${[...head, ...tail].join("")}`);
}

const NAMES = new Map<bigint, string>(Object.entries(FAULT).map(([name, code]) => [BigInt(code), name]));

/** Takes a step. @returns the hash afterwards, or the name of the fault */
export type ContractStep = (input: StepInput) => Promise<string>;

/** @param path of RISCV.sol @param part answers of the contract of preimages, which come and go with each step */
export async function contractStep(path: string): Promise<ContractStep> {
  let part: PreimagePart = () => null;
  /** What the oracle's contract answers or, where it has no such part, reverts with. */
  const oracle = {
    address: ORACLE,
    function: ({ data }: { data: Uint8Array }) => {
      if (toHex(data.subarray(0, 4)) !== READ_PREIMAGE) throw new Error("another function of the oracle");
      const offset = BigInt(toHex(data.subarray(36, 68)));
      const found = part(data.slice(4, 36), offset);
      if (!found)
        return {
          executionGasUsed: 0n,
          returnValue: new Uint8Array(0),
          exceptionError: new EVMError(EVMError.errorMessages.REVERT),
        };
      const returnValue = hexToBytes(`0x${padded(found.bytes)}${word(found.length)}`);
      return { executionGasUsed: 0n, returnValue };
    },
  };
  const evm = await createEVM({
    common: new Common({ chain: Mainnet, hardfork: Hardfork.Cancun }),
    customPrecompiles: [oracle as never],
  });
  await evm.stateManager.putCode(CONTRACT, compiled(path));
  await evm.stateManager.putStorage(CONTRACT, new Uint8Array(32), ORACLE.toBytes());
  return async (input) => {
    part = input.preimagePart ?? (() => null);
    const { execResult } = await evm.runCall({
      caller: createAddressFromString(toHex(CONTEXT.caller)),
      to: CONTRACT,
      data: callData(input),
      gasLimit: GAS,
    });
    const value = toHex(execResult.returnValue);
    if (!execResult.exceptionError) return value;
    if (execResult.exceptionError.error !== "revert") return `${execResult.exceptionError.error}`;
    return NAMES.get(value === "0x" ? -1n : BigInt(value)) ?? `revert ${value}`;
  };
}
