import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { hoodi, mainnet, sepolia } from "@assay/chain/networks";
import { readRlpList } from "@assay/chain/rlp";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixture, fixturePath, same, temporaryFolder } from "../test/blocks.ts";
import { inspectInput } from "./binaryInput.ts";
import { encodeInput } from "./blockInput.ts";
import { toJson } from "./jsonOutput.ts";
import { prepareFile, type ReadOptions, readBlockInput } from "./readFile.ts";

const folder = temporaryFolder();
const source = fixture("mainnet-1149999");
const { blockHash } = source.expected;
const op = fixture("op-mainnet-120794432");
const wanted = encodeInput(readBlockInput(fixturePath("mainnet-1149999")));
const replay = (number: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../fixtures/ethrex-replay/cache_hoodi_${number}.json`, import.meta.url), "utf8"),
  );

/** The bytes that the core would get from a file. */
function bytesOf(path: string, options: ReadOptions = {}): Uint8Array {
  const { prepared } = prepareFile(path, options);
  const bytes = new Uint8Array(prepared.length);
  prepared.write(bytes);
  expect(same(encodeInput(readBlockInput(path, options)), bytes)).toBe(true);
  return bytes;
}

function refusal(path: string, options: ReadOptions = {}): InputError {
  try {
    const { prepared } = prepareFile(path, options);
    prepared.write(new Uint8Array(prepared.length));
    // A plain binary file is not looked into before the core does; the decoder is.
    readBlockInput(path, options);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).advice.length).toBeGreaterThan(5);
    return error as InputError;
  }
  throw new Error("the file was accepted");
}

describe("shapes", () => {
  test("the fixture format, packed and not", () => {
    expect(same(bytesOf(fixturePath("mainnet-1149999")), wanted)).toBe(true);
    expect(same(bytesOf(folder.write("plain.json", source)), wanted)).toBe(true);
    expect(same(bytesOf(folder.write("spaces.json", `\n  ${JSON.stringify(source, null, 2)}\n`)), wanted)).toBe(true);
  });

  test("the binary format, packed and not", () => {
    expect(same(bytesOf(folder.write("block.assay", wanted)), wanted)).toBe(true);
    expect(same(bytesOf(folder.write("block.assay.gz", gzipSync(wanted))), wanted)).toBe(true);
    const { prepared } = prepareFile(folder.write("block.assay", wanted));
    expect(prepared.length).toBe(wanted.length);
    expect(inspectInput(wanted)).toEqual({ chain: "mainnet", claim: "file", gasLimit: 4712388n });
    expect(inspectInput(wanted.subarray(8))).toBeNull();
  });

  test("options change the claim and the chain of a binary file", () => {
    const path = folder.write("other.assay", wanted);
    const hash = `0x${"12".repeat(32)}` as const;
    expect(readBlockInput(path, { hash }).claim).toMatchObject({ source: "option", hash });
    expect(same(bytesOf(path, { hash }), wanted)).toBe(false);
    expect(same(bytesOf(path, { chain: mainnet }), wanted)).toBe(true);
    expect(refusal(path, { chain: sepolia }).code).toBe("CHAIN_CONFLICT");
  });

  test("JSON output reads back as the same input", () => {
    const input = readBlockInput(fixturePath("mainnet-1149999"));
    expect(same(bytesOf(folder.write("again.json.gz", toJson(input))), wanted)).toBe(true);
    expect(bytesOf(folder.write("binary.json", toJson(readBlockInput(folder.write("x.assay", wanted)))))).toEqual(
      wanted,
    );
  });

  test("a block and a witness in one object", () => {
    const { witness } = source;
    expect(bytesOf(folder.write("combined1.json", { rlp: source.block, witness, chainId: 1, blockHash }))).toEqual(
      wanted,
    );
    expect(
      bytesOf(folder.write("combined2.json", { block: source.block, witness, chain: "Mainnet", hash: blockHash })),
    ).toEqual(wanted);
    const answers = {
      rlp: { jsonrpc: "2.0", id: 1, result: source.block },
      witness: { id: 1, result: witness },
      chainId: "0x1",
    };
    expect(readBlockInput(folder.write("answers.json", answers)).claim.source).toBe("self");
    const config = { chainId: 1, homesteadBlock: 1150000 };
    expect(readBlockInput(folder.write("config.json", { rlp: source.block, witness, config })).chain.forks.length).toBe(
      3,
    );
  });

  test("headers in any order, null nodes, empty codes, older clients' maps", () => {
    const { state, headers } = source.witness;
    const witness = {
      state: Object.fromEntries(state.map((node, i) => [`0x${i}`, node])),
      codes: { "0x00": "0x" },
      headers: [...headers, headers[0]],
      keys: ["0x00"],
    };
    const all = { rlp: source.block, chainId: 1, blockHash };
    expect(same(bytesOf(folder.write("maps.json", { ...all, witness })), wanted)).toBe(true);
    const withNull = { ...witness, state: [...state, "0x80"], codes: [] };
    expect(same(bytesOf(folder.write("null.json", { ...all, witness: withNull })), wanted)).toBe(true);
  });

  test("headers as JSON objects, as geth answers", () => {
    const fields = readRlpList(Buffer.from(source.parentHeader.slice(2), "hex"), 20).map((item) => toHex(item.payload));
    const names =
      "parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty number gasLimit gasUsed timestamp extraData mixHash nonce";
    const header = Object.fromEntries(
      names.split(" ").map((name, i) => [name, fields[i] === "0x" && i !== 12 ? "0x0" : fields[i]]),
    );
    const witness = { ...source.witness, headers: [header] };
    const path = folder.write("geth.json", { rlp: source.block, chainId: 1, blockHash, witness });
    expect(same(bytesOf(path), wanted)).toBe(true);
    const holed = { ...source.witness, headers: [{ ...header, stateRoot: undefined }] };
    expect(refusal(folder.write("holed.json", { rlp: source.block, chainId: 1, witness: holed }))).toMatchObject({
      code: "FIELD_MISSING",
      at: "witness.headers[0]",
    });
  });

  test("pairs beside each other, from either half", () => {
    const options = { chain: mainnet, hash: blockHash as `0x${string}` };
    const raw = Buffer.from(source.block.slice(2), "hex");
    for (const [suffix, contents] of [
      [".block", raw],
      [".rlp", `${source.block}\n`],
      [".block.json", { jsonrpc: "2.0", id: 1, result: source.block }],
    ] as const) {
      const name = `pair${suffix.replaceAll(".", "-")}`;
      const witness = folder.write(`${name}.witness.json`, { jsonrpc: "2.0", id: 1, result: source.witness });
      const block = folder.write(`${name}${suffix}`, contents);
      expect(same(bytesOf(witness, options), wanted)).toBe(true);
      expect(same(bytesOf(block, options), wanted)).toBe(true);
      expect(refusal(witness).message).toMatch(/which chain/);
    }
    expect(refusal(folder.write("alone.witness.json", source.witness), options).code).toBe("PAIR_MISSING");
    expect(refusal(folder.write("lonely.block", raw), options).code).toBe("FORMAT_UNKNOWN");
  });

  test.each(["1265656", "1281069"])("ethrex-replay's cache of hoodi %s gives the block of the fixture", (number) => {
    const cache = { ...replay(number), witness: fixture(`hoodi-${number}`).witness };
    const input = readBlockInput(folder.write(`cache_hoodi_${number}.json`, cache));
    const block = fixture(`hoodi-${number}`);
    expect(toHex(input.blocks[0] as Uint8Array)).toBe(block.block);
    expect(input.chain).toBe(hoodi);
    expect(input.headers).toEqual(block.witness.headers);
    expect(input.claim.source).toBe("self");
    expect(readBlockInput(folder.write("c.json", cache), { chain: hoodi }).chain).toBe(hoodi);
    expect(refusal(folder.write("d.json", cache), { chain: mainnet }).code).toBe("CHAIN_CONFLICT");
  });
});

describe("hostile files", () => {
  const json = JSON.stringify(source);
  const packed = gzipSync(json);

  test.each([
    ["nothing there", "missing.json", null, "FILE_NOT_FOUND"],
    ["an empty file", "empty.json", "", "FORMAT_UNKNOWN"],
    ["a truncated gzip", "cut.json.gz", packed.subarray(0, packed.length >> 1), "GZIP_BROKEN"],
    ["gzip of nothing", "head.json.gz", Uint8Array.of(0x1f, 0x8b), "GZIP_BROKEN"],
    ["a damaged gzip", "damaged.json.gz", packed.map((byte, i) => (i === 300 ? byte ^ 0xff : byte)), "GZIP_BROKEN"],
    ["truncated JSON", "cut.json", json.slice(0, 5000), "JSON_BROKEN"],
    ["JSON that is a number", "number.json", "42", "FORMAT_UNKNOWN"],
    ["JSON that is a list", "list.json", "[]", "FORMAT_UNKNOWN"],
    ["an unrelated object", "other.json", "{}", "FORMAT_UNKNOWN"],
    ["deep nesting", "deep.json", `{"witness":${"[".repeat(100_000)}`, "JSON_BROKEN"],
    [
      "deep nesting that closes",
      "deep2.json",
      `{"format":1,"witness":${"[".repeat(99_999)}${"]".repeat(99_999)}}`,
      "JSON_BROKEN",
    ],
    ["a bare magic", "magic.assay", "ASSAYBIN", "CONTAINER_BROKEN"],
    ["random bytes", "random.assay", Uint8Array.from({ length: 500 }, (_, i) => (i * 89) & 0xff), "FORMAT_UNKNOWN"],
    ["a block of another kind", "kind.json", { ...source, kind: "zk" }, "CHAIN_NOT_SUPPORTED"],
    ["an L1 block said to be of the OP Stack", "op.json", { ...source, kind: "op" }, "CHAIN_CONFLICT"],
    [
      "an alt-DA chain",
      "altda.json",
      { ...op, rollupConfig: { ...op.rollupConfig, alt_da: {} } },
      "CHAIN_NOT_SUPPORTED",
    ],
    [
      "an unknown fork",
      "fork.json",
      { ...op, rollupConfig: { ...op.rollupConfig, kabuki_time: 1 } },
      "ROLLUP_UNKNOWN_KEY",
    ],
    ["a rollup of another chain", "rollup.json", { ...op, chainId: 8453 }, "CHAIN_CONFLICT"],
    ["an unknown chain", "chain.json", { ...source, chainId: 5 }, "CHAIN_UNKNOWN"],
    ["a negative chain id", "chain2.json", { ...source, chainId: -1 }, "FIELD_WRONG"],
    ["no block", "noblock.json", { ...source, block: undefined }, "FIELD_MISSING"],
    ["a block that is a number", "number.json", { ...source, block: 1 }, "FIELD_WRONG"],
    ["a block that is no hex", "nohex.json", { ...source, block: "0xzz" }, "HEX_BROKEN"],
    ["an odd block", "odd.json", { ...source, block: "0x123" }, "HEX_BROKEN"],
    ["a block that is no block", "noblock2.json", { ...source, block: "0xc0" }, "FIELD_WRONG"],
    ["a witness that is a string", "witness.json", { ...source, witness: "0x" }, "FIELD_WRONG"],
    [
      "nodes that are numbers",
      "nodes.json",
      { ...source, witness: { ...source.witness, state: [1, 2] } },
      "FIELD_WRONG",
    ],
    ["a node without 0x", "node.json", { ...source, witness: { ...source.witness, state: ["zz"] } }, "HEX_BROKEN"],
    [
      "a header that is a list",
      "headers.json",
      { ...source, witness: { ...source.witness, headers: [[]] } },
      "FIELD_WRONG",
    ],
    ["a short expected hash", "hash.json", { ...source, expected: { blockHash: "0x12" } }, "FIELD_WRONG"],
    ["a cache without blocks", "cache.json", { blocks: [], witness: source.witness, chainId: 1 }, "FIELD_MISSING"],
    [
      "a cache with broken blocks",
      "cache2.json",
      { blocks: [{}], witness: source.witness, chainId: 1 },
      "FIELD_MISSING",
    ],
    [
      "only hashes of transactions",
      "rpc.json",
      { block: { ...replay("1265656").blocks[0].header, transactions: ["0x12"] }, witness: source.witness, chainId: 1 },
      "BLOCK_UNSUPPORTED",
    ],
  ] as const)("refuses %s", (_name, file, contents, code) => {
    const path = contents === null ? join(folder.path, file) : folder.write(file, contents as string);
    expect(refusal(path).code).toBe(code);
  });

  test("a file that may not be read", () => {
    const path = folder.write("secret.json", source);
    chmodSync(path, 0);
    // Root reads everything; then there is nothing to refuse.
    if (process.getuid?.() === 0) return expect(same(bytesOf(path), wanted)).toBe(true);
    expect(refusal(path).code).toBe("FILE_UNREADABLE");
  });

  test("a folder, a pipe and a device are no files", () => {
    mkdirSync(join(folder.path, "folder.json"));
    expect(refusal(join(folder.path, "folder.json")).code).toBe("FILE_UNREADABLE");
    expect(refusal("/dev/zero").code).toBe("FILE_UNREADABLE");
    const pipe = join(folder.path, "pipe.json");
    execFileSync("mkfifo", [pipe]);
    expect(refusal(pipe).code).toBe("FILE_UNREADABLE");
  });

  test("a gzip bomb stops at the limit", () => {
    const bomb = folder.write("bomb.json.gz", gzipSync(Buffer.alloc(50_000_000, "[")));
    expect(refusal(bomb, { maxBytes: 1_000_000 })).toMatchObject({ code: "FILE_TOO_LARGE" });
    expect(refusal(bomb, { maxBytes: 10_000 })).toMatchObject({ code: "FILE_TOO_LARGE" });
  });

  test("lists of a million items cost time, not more", () => {
    const state = new Array(1_000_000).fill("0x00");
    const path = folder.write("million.json", { ...source, witness: { ...source.witness, state } });
    expect(prepareFile(path).prepared.length).toBeGreaterThan(8_000_000);
  });

  test("a block whose header is a list of single bytes costs no memory", () => {
    const header = Buffer.concat([Buffer.from([0xfa, 0x10, 0x00, 0x00]), Buffer.alloc(0x100000, 1)]);
    const block = Buffer.concat([Buffer.from([0xfa, 0x10, 0x00, 0x04]), header]);
    expect(readBlockInput(folder.write("bytes.json", { ...source, block: toHex(block) })).blocks.length).toBe(1);
  });

  test("any field replaced by any JSON value gives an input or an InputError", () => {
    const keys = ["format", "chain", "chainId", "kind", "parentHeader", "block", "witness", "expected"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 2 }), (key, value) => {
        try {
          const { prepared } = prepareFile(folder.write("fuzz.json", { ...source, [key]: value }));
          prepared.write(new Uint8Array(prepared.length));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
