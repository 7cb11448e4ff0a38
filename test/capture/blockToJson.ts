// Blocks as eth_getBlockByNumber says them, from their RLP. Transactions are decoded by @ethereumjs/tx.
import { type Common, createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { RLP } from "@ethereumjs/rlp";
import { createTxFromBlockBodyData } from "@ethereumjs/tx";
import { bytesToHex, type PrefixedHexString } from "@ethereumjs/util";
import { keccak_256 } from "@noble/hashes/sha3.js";

export type Nested = Uint8Array | Nested[];

const HEADER =
  "parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty number gasLimit gasUsed timestamp extraData mixHash nonce baseFeePerGas withdrawalsRoot blobGasUsed excessBlobGas parentBeaconBlockRoot requestsHash".split(
    " ",
  );
const QUANTITIES = new Set(
  "difficulty number gasLimit gasUsed timestamp baseFeePerGas blobGasUsed excessBlobGas".split(" "),
);

function quantity(bytes: Uint8Array): PrefixedHexString {
  return bytes.length === 0 ? "0x0" : `0x${BigInt(bytesToHex(bytes)).toString(16)}`;
}

export function hashOf(header: Uint8Array): PrefixedHexString {
  return bytesToHex(keccak_256(header));
}

/** The header of a block, as RLP. */
export function headerRlp(block: Uint8Array): Uint8Array {
  return RLP.encode((RLP.decode(block) as Nested[])[0] as Uint8Array);
}

function headerJson(header: Uint8Array): Record<string, unknown> {
  const fields = RLP.decode(header) as Uint8Array[];
  const entries = fields.map((value, i) => {
    const name = HEADER[i]!;
    return [name, QUANTITIES.has(name) ? quantity(value) : bytesToHex(value)];
  });
  return { hash: hashOf(header), ...Object.fromEntries(entries) };
}

const commons = new Map<number, Common>();

function commonOf(chainId: number): Common {
  const known = commons.get(chainId);
  if (known) return known;
  const common = createCustomCommon({ chainId }, Mainnet, {
    hardfork: Hardfork.Prague,
    customCrypto: { kzg: {} as never },
  });
  commons.set(chainId, common);
  return common;
}

export function transactionJson(body: Nested, chainId: number): Record<string, unknown> {
  const transaction = createTxFromBlockBodyData(body as never, { common: commonOf(chainId) });
  const { data, gasLimit, authorizationList, ...rest } = transaction.toJSON();
  // ethereumjs writes a zero in an authorization as no bytes.
  const authorizations = authorizationList?.map((entry) =>
    Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, value === "0x" ? "0x0" : value])),
  );
  return {
    ...rest,
    ...(authorizations ? { authorizationList: authorizations } : {}),
    type: `0x${transaction.type.toString(16)}`,
    input: data,
    gas: gasLimit,
    hash: bytesToHex(transaction.hash()),
    from: transaction.getSenderAddress().toString(),
  };
}

export function blockJson(block: Uint8Array, chainId: number, isFull: boolean): Record<string, unknown> {
  const [, transactions, , withdrawals] = RLP.decode(block) as [Nested, Nested[], Nested[], Uint8Array[][]?];
  const json = headerJson(headerRlp(block));
  return {
    ...json,
    uncles: [],
    transactions: transactions.map((body) => {
      const full = transactionJson(body, chainId);
      return isFull ? full : full["hash"];
    }),
    ...(withdrawals
      ? {
          withdrawals: withdrawals.map(([index, validatorIndex, address, amount]) => ({
            index: quantity(index!),
            validatorIndex: quantity(validatorIndex!),
            address: bytesToHex(address!),
            amount: quantity(amount!),
          })),
        }
      : {}),
  };
}

/** For headers that stand alone. */
export function loneHeaderJson(header: Uint8Array): Record<string, unknown> {
  return { ...headerJson(header), uncles: [], transactions: [] };
}
