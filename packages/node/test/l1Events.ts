// Logs of the portal and of SystemConfig, encoded by viem.
import type { Hex } from "@assay/core/hex";
import { encodeAbiParameters, encodePacked, pad, parseAbi, toEventSelector, toHex } from "viem";
import type { Log } from "./madeUpL1.ts";

export const PORTAL: Hex = `0x${"de".repeat(20)}`;
export const SYSTEM_CONFIG: Hex = `0x${"5c".repeat(20)}`;

const [deposited, updated] = parseAbi([
  "event TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData)",
  "event ConfigUpdate(uint256 indexed version, uint8 indexed updateType, bytes data)",
]);
const bytes = (hex: Hex) => new Uint8Array(Buffer.from(hex.slice(2), "hex"));
const word = (value: bigint | number) => toHex(BigInt(value), { size: 32 });

export interface PortalDeposit {
  readonly from: Hex;
  /** null: creates a contract. */
  readonly to: Hex | null;
  readonly mint: bigint;
  readonly value: bigint;
  readonly gas: bigint;
  readonly data: Hex;
}

export function depositLog({ from, to, mint, value, gas, data }: PortalDeposit): Log {
  const opaque = encodePacked(["uint256", "uint256", "uint64", "bool", "bytes"], [mint, value, gas, to === null, data]);
  return {
    address: PORTAL,
    topics: [toEventSelector(deposited), pad(from), pad(to ?? `0x${"00".repeat(20)}`), word(0)],
    data: bytes(encodeAbiParameters([{ type: "bytes" }], [opaque])),
  };
}

export function configLog(type: number, ...words: readonly Hex[]): Log {
  const data: Hex = `0x${words.map((part) => part.slice(2)).join("")}`;
  return {
    address: SYSTEM_CONFIG,
    topics: [toEventSelector(updated), word(0), word(type)],
    data: bytes(encodeAbiParameters([{ type: "bytes" }], [data])),
  };
}

export const configWord = word;
