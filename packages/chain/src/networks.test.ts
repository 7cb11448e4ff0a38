import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Hardfork, Holesky, Hoodi, Mainnet, Sepolia } from "@ethereumjs/common";
import { describe, expect, test } from "vitest";
import { decodeConfiguration, encodeConfiguration } from "./configuration.ts";
import { readGenesis } from "./genesis.ts";
import { holesky, hoodi, mainnet, NETWORKS, networkById, networkByName, sepolia } from "./networks.ts";
import type { ChainSpec } from "./spec.ts";

function genesisFile(name: string): string {
  return gunzipSync(readFileSync(new URL(`../../../fixtures/genesis/${name}.json.gz`, import.meta.url))).toString();
}

/** Fork times of go-ethereum's params/config.go (read at a commit of 2026), in the order of the columns. */
const GETH: Record<
  string,
  [shanghai: number, cancun: number, prague: number, osaka: number, bpo1: number, bpo2: number]
> = {
  mainnet: [1681338455, 1710338135, 1746612311, 1764798551, 1765290071, 1767747671],
  holesky: [1696000704, 1707305664, 1740434112, 1759308480, 1759800000, 1760389824],
  sepolia: [1677557088, 1706655072, 1741159776, 1760427360, 1761017184, 1761607008],
  hoodi: [0, 0, 1742999832, 1761677592, 1762365720, 1762955544],
};

describe.each([
  [mainnet, Mainnet],
  [sepolia, Sepolia],
  [holesky, Holesky],
  [hoodi, Hoodi],
] as const)("$name", (spec: ChainSpec, other) => {
  test("agrees with @ethereumjs/common", () => {
    expect(Number(spec.chainId)).toBe(other.chainId);
    expect(spec.depositContract).toBe(other.depositContractAddress?.toLowerCase());
    const theirs = new Map(other.hardforks.map((fork) => [fork.name as string, fork]));
    for (const { fork, by, activation } of spec.forks) {
      const entry = theirs.get(fork === "frontier" ? Hardfork.Chainstart : fork)!;
      expect([fork, by === "block" ? entry.block : Number(entry.timestamp)]).toEqual([fork, Number(activation)]);
    }
    const listed = new Set<string>(spec.forks.map((entry) => entry.fork));
    for (const [name, entry] of theirs) {
      if ((entry.block === null && entry.timestamp === undefined) || listed.has(name)) continue;
      // Ids of the network and blob parameters are no forks here; a Muir Glacier at genesis is overtaken by London there.
      const expected = ["chainstart", "mergeNetsplitBlock", "bpo1", "bpo2"].includes(name) || entry.block === 0;
      expect([name, expected]).toEqual([name, true]);
    }
    for (const name of ["cancun", "prague", "osaka", "bpo1", "bpo2"]) {
      const time = BigInt(theirs.get(name)!.timestamp!);
      expect([name, spec.blobSchedule.some((entry) => entry.timestamp === time)]).toEqual([name, true]);
    }
  });

  test("agrees with go-ethereum's times", () => {
    const [shanghai, cancun, prague, osaka, bpo1, bpo2] = GETH[spec.name]!;
    const times = spec.forks.filter((fork) => fork.by === "timestamp").map((fork) => Number(fork.activation));
    expect(times).toEqual([shanghai, cancun, prague, osaka]);
    expect(spec.blobSchedule.map((entry) => Number(entry.timestamp))).toEqual([cancun, prague, osaka, bpo1, bpo2]);
    expect(spec.blobSchedule.map((entry) => [Number(entry.target), Number(entry.max)])).toEqual([
      [3, 6],
      [6, 9],
      [6, 9],
      [10, 15],
      [14, 21],
    ]);
  });

  test("agrees with its published genesis file", () => {
    const read = readGenesis(genesisFile(spec.name)).spec;
    const until = Math.max(
      ...read.forks.filter((fork) => fork.by === "timestamp").map((fork) => Number(fork.activation)),
    );
    expect(read).toEqual({
      ...spec,
      // Files written before Osaka was scheduled end earlier.
      forks: spec.forks.filter((fork) => fork.by === "block" || fork.activation <= until),
      blobSchedule: read.blobSchedule,
    });
    expect(spec.blobSchedule.slice(0, read.blobSchedule.length)).toEqual(read.blobSchedule);
  });

  test("its encoding reads back", () => {
    const encoded = encodeConfiguration(spec);
    expect(decodeConfiguration(encoded, () => spec.name)).toEqual({ ...spec, genesisHash: null });
  });

  test("is found by name and id", () => {
    expect(networkByName(spec.name)).toBe(spec);
    expect(networkById(spec.chainId)).toBe(spec);
  });
});

test("Holesky's file, which has everything, gives the built-in specification to the byte", () => {
  expect(encodeConfiguration(readGenesis(genesisFile("holesky")).spec)).toEqual(encodeConfiguration(holesky));
});

test("blob base fee update fractions", () => {
  const fractions = NETWORKS.map((spec) => spec.blobSchedule.map((entry) => Number(entry.baseFeeUpdateFraction)));
  for (const row of fractions) expect(row).toEqual([3338477, 5007716, 5007716, 8346193, 11684671]);
});

test("an unknown chain is refused by name", () => {
  expect(() => networkByName("goerli")).toThrow('no chain is named "goerli"');
  expect(networkById(5n)).toBeNull();
});
