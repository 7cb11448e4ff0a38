import { expect, test } from "vitest";
import {
  checkParameters,
  lastSafeChallengeSeconds,
  longestChallengeSeconds,
  networks,
  type ValidatorParameters,
} from "../src/networks.ts";

test.each(Object.entries(networks))("%s: the parameters fit each other", (_, parameters) => {
  expect(checkParameters(parameters)).toEqual([]);
});

test("mainnet: a challenge made in the creation period's last second ends in time", () => {
  expect(longestChallengeSeconds(networks.mainnet)).toBe(39_600);
  expect(lastSafeChallengeSeconds(networks.mainnet)).toBeGreaterThan(networks.mainnet.creationPeriodSeconds);
});

// As Kroma deployed them: there a late challenger can run into the finalization.
test("Sepolia and devnet: only an early challenge ends in time", () => {
  expect(lastSafeChallengeSeconds(networks.sepolia)).toBe(1800);
  expect(lastSafeChallengeSeconds(networks.devnet)).toBe(0);
});

test.each<[string, Partial<ValidatorParameters>]>([
  ["segmentsLengths divide 1600", { segmentsLengths: [9, 6, 9, 6] }],
  ["even number", { segmentsLengths: [1801] }],
  ["at least two", { segmentsLengths: [1801, 2, 2, 1] }],
  ["half of the time", { roundDurationSeconds: 1801 }],
  ["above minActivateAmount", { minRegisterAmount: 10n ** 24n }],
  ["lack one bond", { bondAmount: 10n ** 24n }],
  ["before it can no longer", { creationPeriodSeconds: 604_800 }],
  ["counter of misses", { jailThreshold: 256 }],
  ["half of the council", { councilQuorumPercent: 50 }],
])("refused: %s", (message, change) => {
  expect(checkParameters({ ...networks.mainnet, ...change }).join("\n")).toContain(message);
});
