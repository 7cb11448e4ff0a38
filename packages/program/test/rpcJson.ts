// Blocks, transactions and receipts as a node's JSON-RPC says them. Transactions are decoded by @ethereumjs/tx.
import { type Hex, toHex } from "@assay/core/hex";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { RLP } from "@ethereumjs/rlp";
import { createTxFromRLP } from "@ethereumjs/tx";
import { hashOf, headerFields, type Nested, type RecordedBlock } from "./replayChain.ts";

/** Ethereum's transactions and OP Mainnet's, which say their chain. */
const commons = [1, 10].map((chainId) => new Common({ chain: { ...Mainnet, chainId }, hardfork: Hardfork.Prague }));
const HEADER = [
  ..."parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty number gasLimit".split(
    " ",
  ),
  ..."gasUsed timestamp extraData mixHash nonce baseFeePerGas withdrawalsRoot".split(" "),
];
const QUANTITIES = new Set("difficulty number gasLimit gasUsed timestamp baseFeePerGas".split(" "));

const quantity = (value: Uint8Array): Hex => `0x${BigInt(toHex(value) === "0x" ? 0 : toHex(value)).toString(16)}`;

export function headerJson(block: RecordedBlock): Record<string, unknown> {
  const entries = headerFields(block.header).map((value, i) => {
    const name = HEADER[i]!;
    return [name, QUANTITIES.has(name) ? quantity(value) : toHex(value)];
  });
  return { hash: block.hash, ...Object.fromEntries(entries), uncles: [] };
}

function decoded(encoded: Uint8Array) {
  let failure: unknown;
  for (const common of commons) {
    try {
      return createTxFromRLP(encoded, { common });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

export function transactionJson(encoded: Uint8Array): Record<string, unknown> {
  const hash = hashOf(encoded);
  if (encoded[0] !== 0x7e) {
    const { data, gasLimit, ...rest } = decoded(encoded).toJSON();
    return {
      ...rest,
      type: encoded[0]! >= 0xc0 ? "0x0" : toHex(encoded.subarray(0, 1)),
      input: data,
      gas: gasLimit,
      hash,
    };
  }
  const [sourceHash, from, to, mint, value, gas, system, data] = RLP.decode(encoded.subarray(1)) as Uint8Array[];
  return {
    type: "0x7e",
    hash,
    sourceHash: toHex(sourceHash!),
    from: toHex(from!),
    to: to!.length === 0 ? null : toHex(to!),
    ...(mint!.length === 0 ? {} : { mint: quantity(mint!) }),
    value: quantity(value!),
    gas: quantity(gas!),
    isSystemTx: system!.length > 0,
    input: toHex(data!),
  };
}

export function receiptJson(encoded: Uint8Array): Record<string, unknown> {
  const typed = encoded[0]! < 0xc0;
  const [status, used, bloom, logs, nonce, version] = RLP.decode(typed ? encoded.subarray(1) : encoded) as Nested[];
  return {
    type: typed ? toHex(encoded.subarray(0, 1)) : "0x0",
    ...((status as Uint8Array).length === 32
      ? { root: toHex(status as Uint8Array) }
      : { status: quantity(status as Uint8Array) }),
    cumulativeGasUsed: quantity(used as Uint8Array),
    logsBloom: toHex(bloom as Uint8Array),
    logs: (logs as [Uint8Array, Uint8Array[], Uint8Array][]).map(([address, topics, data]) => ({
      address: toHex(address),
      topics: topics.map(toHex),
      data: toHex(data),
    })),
    ...(nonce ? { depositNonce: quantity(nonce as Uint8Array) } : {}),
    ...(version ? { depositReceiptVersion: quantity(version as Uint8Array) } : {}),
  };
}
