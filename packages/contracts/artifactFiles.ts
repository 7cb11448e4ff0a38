// The committed form of what the compiler makes: one TypeScript file per ABI, one per contract's code.
import type { Artifact } from "./compile.ts";

const HEADER = "// Written by `npm run build:contracts` from ../../solidity; a test compiles again and compares.\n";

const HEX = "`0x$" + "{string}`";

/** File by file its text; paths from packages/contracts. */
export function artifactFiles(artifacts: readonly Artifact[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const { name, abi, bytecode, runtimeBytecode } of artifacts) {
    const constant = constantName(name);
    const entries = abi.map((entry) => `  ${JSON.stringify(entry)},\n`).join("");
    files.set(`src/abi/${name}.ts`, `${HEADER}export const ${constant}Abi = [\n${entries}] as const;\n`);
    files.set(
      `src/bytecode/${name}.ts`,
      `${HEADER}/** Creation code; constructor arguments come after it. */\n` +
        `export const ${constant}Bytecode: ${HEX} =\n  "${bytecode}";\n` +
        `/** What stands at the address; immutables are zero in it. */\n` +
        `export const ${constant}RuntimeBytecode: ${HEX} =\n  "${runtimeBytecode}";\n`,
    );
  }
  files.set("snapshots/storageLayout.txt", storageLayout(artifacts));
  files.set("snapshots/codeSize.txt", codeSizes(artifacts));
  return files;
}

/** The storage of the contracts behind proxies must not move; this makes a change visible. */
function storageLayout(artifacts: readonly Artifact[]): string {
  const lines = artifacts.flatMap(({ name, storage }) => [
    name,
    ...storage.map(
      ({ label, slot, offset, type }) => `  ${slot.padStart(3)} ${String(offset).padStart(2)}  ${label}: ${type}`,
    ),
    "",
  ]);
  return `Contract, then slot, offset in bytes from the right, variable. Written by npm run build:contracts.\n\n${lines.join("\n")}`;
}

/** Bytes of code at the address; EIP-170 allows 24576. */
function codeSizes(artifacts: readonly Artifact[]): string {
  const lines = artifacts.map(
    ({ name, runtimeBytecode }) => `${name.padEnd(24)}${String((runtimeBytecode.length - 2) / 2).padStart(6)}`,
  );
  return `Bytes of runtime code; EIP-170 allows 24576. Written by npm run build:contracts.\n\n${lines.join("\n")}\n`;
}

// L2ToL1MessagePasser → l2ToL1MessagePasser, ERC20 → erc20
function constantName(contract: string): string {
  return contract.replace(/^([A-Z]+)(?=[A-Z][a-z]|\d|$)|^[A-Z]/, (head) => head.toLowerCase());
}
