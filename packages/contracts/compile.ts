// Compiles the contracts with npm's solc. build.ts writes what comes out into src; a test compiles again and compares.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));

/** Sources that are compiled together, with the EVM they are for. */
interface Unit {
  readonly folder: string;
  readonly evmVersion: string;
  /** Contract by contract, the file it is in. */
  readonly contracts: Readonly<Record<string, string>>;
}

/** Predeploys run from the first block of a chain that starts with Bedrock, so they must do without PUSH0. */
const L2: Unit = {
  folder: "solidity/l2",
  evmVersion: "paris",
  contracts: {
    BridgedERC20: "../bridge/BridgedERC20.sol",
    FeeVault: "FeeVault.sol",
    GasPriceOracle: "GasPriceOracle.sol",
    L1Block: "L1Block.sol",
    L2CrossDomainMessenger: "L2CrossDomainMessenger.sol",
    L2StandardBridge: "L2StandardBridge.sol",
    L2ToL1MessagePasser: "L2ToL1MessagePasser.sol",
    PredeployProxy: "PredeployProxy.sol",
  },
};

const L1: Unit = {
  folder: "solidity/l1",
  evmVersion: "cancun",
  contracts: {
    AssetManager: "AssetManager.sol",
    Colosseum: "Colosseum.sol",
    KromaPortal: "KromaPortal.sol",
    L1CrossDomainMessenger: "L1CrossDomainMessenger.sol",
    L1StandardBridge: "L1StandardBridge.sol",
    L2OutputOracle: "L2OutputOracle.sol",
    Proxy: "Proxy.sol",
    SecurityCouncil: "SecurityCouncil.sol",
    SecurityCouncilToken: "SecurityCouncilToken.sol",
    SystemConfig: "SystemConfig.sol",
    // Tokens of test networks, which anybody may mint.
    TestKgh: "../testing/TestTokens.sol",
    TestKro: "../testing/TestTokens.sol",
    ValidatorManager: "ValidatorManager.sol",
    ValidatorPool: "ValidatorPool.sol",
    ValidatorRewardVault: "ValidatorRewardVault.sol",
    ZKProofVerifier: "ZKProofVerifier.sol",
  },
};

export interface Artifact {
  readonly name: string;
  readonly abi: readonly unknown[];
  /** Creation code, `0x…`. */
  readonly bytecode: string;
  /** What stands at the contract's address, `0x…`; with immutables their places are zero. */
  readonly runtimeBytecode: string;
  /** Variables in storage, in their order. */
  readonly storage: readonly StorageVariable[];
}

export interface StorageVariable {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}

interface SolcOutput {
  readonly errors?: readonly { severity: string; formattedMessage: string }[];
  readonly contracts?: Record<string, Record<string, SolcContract>>;
}
interface SolcContract {
  readonly abi: readonly unknown[];
  readonly storageLayout: { storage: StorageVariable[]; types: Record<string, { label: string }> | null };
  readonly evm: { bytecode: { object: string }; deployedBytecode: { object: string } };
}

// Warnings that are known: `selfdestruct` in the burner is meant, and OpenZeppelin's sources are not ours to change.
const EXPECTED_WARNING = /"selfdestruct" has been deprecated|--> @openzeppelin\//;

/** Every contract of the lists above. @throws Error with the compiler's message. */
export function compileContracts(): Artifact[] {
  return [L1, L2].flatMap(compileUnit);
}

function compileUnit({ folder, evmVersion, contracts }: Unit): Artifact[] {
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const files = Object.entries(contracts).map(([name, file]) => [name, posix.join(folder, file)] as const);
  const input = {
    language: "Solidity",
    sources: collectSources(files.map(([, file]) => file)),
    settings: {
      evmVersion,
      optimizer: { enabled: true, runs: 10_000 },
      // No hash of the metadata in the code: the same code whatever a comment says.
      metadata: { bytecodeHash: "none", appendCBOR: false },
      outputSelection: {
        "*": { "*": ["abi", "storageLayout", "evm.bytecode.object", "evm.deployedBytecode.object"] },
      },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as SolcOutput;
  const complaints = (output.errors ?? []).filter(({ formattedMessage }) => !EXPECTED_WARNING.test(formattedMessage));
  if (complaints.length > 0) throw new Error(complaints.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return files.map(([name, file]) => {
    const contract = output.contracts?.[file]?.[name];
    if (!contract) throw new Error(`${file} has no contract ${name}`);
    const { abi, evm, storageLayout } = contract;
    const storage = storageLayout.storage.map(({ label, slot, offset, type }) => ({
      label,
      slot,
      offset,
      type: storageLayout.types?.[type]?.label ?? type,
    }));
    const bytecode = `0x${evm.bytecode.object}`;
    return { name, abi, bytecode, runtimeBytecode: `0x${evm.deployedBytecode.object}`, storage };
  });
}

/** The files and all that they import, by the path that the compiler sees. */
function collectSources(files: readonly string[]): Record<string, { content: string }> {
  const sources: Record<string, { content: string }> = {};
  const open = [...files];
  for (let file = open.pop(); file; file = open.pop()) {
    if (sources[file]) continue;
    const content = readFileSync(file.startsWith("@") ? modulePath(file) : join(root, file), "utf8");
    sources[file] = { content };
    for (const match of content.matchAll(/^\s*(?:import|\}\s*from)\b[^;"]*"([^"]+)"/gm)) {
      const specifier = match[1]!;
      open.push(specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier);
    }
  }
  return sources;
}

function modulePath(specifier: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", specifier);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) throw new Error(`${specifier} is not installed; run npm ci`);
  }
}
