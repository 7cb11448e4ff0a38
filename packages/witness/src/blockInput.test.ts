import { hoodi, mainnet } from "@assay/chain/networks";
import { encodeRlp, rlpInteger } from "@assay/chain/rlp";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixture, fixturePath, L1_BLOCKS, same } from "../test/blocks.ts";
import { decodeInput } from "./binaryInput.ts";
import { type BlockInput, encodeInput, headerNumber, orderHeaders, prepareInput } from "./blockInput.ts";
import { readBlockInput } from "./readFile.ts";

const bytes = fc.uint8Array({ maxLength: 50 });
const lists = fc.array(bytes, { maxLength: 5 });

function header(number: bigint): string {
  const fields = Array.from({ length: 15 }, (_, i) => (i === 8 ? rlpInteger(number) : new Uint8Array(i % 3)));
  return toHex(encodeRlp(fields));
}

describe("binary input", () => {
  test("what is encoded is decoded, whether it was hex or bytes", () => {
    fc.assert(
      fc.property(
        lists,
        lists,
        lists,
        lists,
        fc.option(bytes),
        fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
        (...parts) => {
          const [blocks, headers, nodes, codes, preimage, total] = parts;
          const input: BlockInput = {
            chain: hoodi,
            blocks,
            headers,
            nodes,
            codes,
            ...(preimage ? { preimages: [preimage] } : {}),
            claim: { source: "self", hash: null, parentTotalDifficulty: total },
          };
          const encoded = encodeInput(input);
          const decoded = decodeInput(encoded);
          expect(decoded).toEqual({ ...input, chain: { ...hoodi, genesisHash: null } });
          const asHex = (list: Uint8Array[]) => list.map(toHex);
          const fromHex = {
            ...input,
            blocks: asHex(blocks),
            headers: asHex(headers),
            nodes: asHex(nodes),
            codes: asHex(codes),
          };
          expect(same(encodeInput(fromHex), encoded)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each(L1_BLOCKS)("%s survives the round trip to the byte", (name) => {
    const input = readBlockInput(fixturePath(name));
    const encoded = encodeInput(input);
    const decoded = decodeInput(encoded);
    expect(same(encodeInput(decoded), encoded)).toBe(true);
    const source = fixture(name);
    expect(decoded.chain.name).toBe(source.chain);
    expect(toHex(decoded.blocks[0] as Uint8Array)).toBe(source.block);
    expect(decoded.headers.map((item) => toHex(item as Uint8Array))).toEqual(source.witness.headers);
    expect(decoded.nodes.length).toBe(source.witness.state.filter((node) => node !== "0x80").length);
    expect(decoded.claim).toMatchObject({ source: "file", hash: source.expected.blockHash });
  });

  test("a flipped or missing byte in structure is refused or changes what is read, never crashes", () => {
    const encoded = encodeInput(readBlockInput(fixturePath("mainnet-1")));
    const original = JSON.stringify(decodeInput(encoded), replacer);
    for (let at = 0; at < 600; at++) {
      const changed = encoded.slice();
      changed[at]! ^= 1 << (at % 8);
      try {
        expect(JSON.stringify(decodeInput(changed), replacer)).not.toBe(original);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }
    for (let length = 0; length < encoded.length; length += 13) {
      expect(() => decodeInput(encoded.subarray(0, length))).toThrow(InputError);
    }
  });

  test("hex that is none is refused when it is written, with its place", () => {
    const input = { ...readBlockInput(fixturePath("mainnet-1")), nodes: ["0x00", "0x0g"] };
    const prepared = prepareInput(input);
    expect(() => prepared.write(new Uint8Array(prepared.length))).toThrow(/^state\[1\]: "0x0g" is not 0x hex$/);
    // As in a browser, where there is no Buffer: the same refusal from the portable decoder.
    expect(() => prepareInput({ ...input, nodes: ["0x0"] })).toThrow(/state\[0\]/);
    expect(() => prepareInput({ ...input, nodes: ["00"] })).toThrow(/state\[0\]/);
  });
});

function replacer(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  return typeof value === "bigint" ? `${value}` : value;
}

describe("headers", () => {
  test("any order becomes oldest first; the block's own and later headers go", () => {
    const numbers = [9n, 300n, 10n, 255n, 256n, 11n, 8n];
    const ordered = orderHeaders(numbers.map(header), 256n, "headers");
    expect(ordered.map((item) => headerNumber(item, ""))).toEqual([8n, 9n, 10n, 11n, 255n]);
  });

  test("one that is there twice is taken once", () => {
    expect(orderHeaders([header(3n), header(4n), header(3n)], 5n, "headers")).toEqual([header(3n), header(4n)]);
  });

  test.each([
    ["no RLP", "0xf9"],
    ["a string", "0x83616263"],
    ["too few fields", "0xc3808080"],
    ["a list for a number", toHex(encodeRlp(Array.from({ length: 15 }, (_, i) => (i === 8 ? [] : new Uint8Array(0)))))],
    ["a giant length", "0xffffffffffffffffff"],
    ["no hex", "0xzz"],
  ])("refuses %s", (_name, text) => {
    expect(() => orderHeaders([text], 1n, "witness.headers")).toThrow(InputError);
  });
});

test("the configuration in an input is that of its chain", () => {
  const input = readBlockInput(fixturePath("mainnet-1"));
  expect(input.chain).toBe(mainnet);
});
