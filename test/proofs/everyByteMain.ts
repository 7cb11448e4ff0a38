// npm run fuzz:proofs [-- --seed N]: in every bundled PLONK proof of SP1 each single byte, of proof, public values and program key, is
// another one, and the proof is refused. `npm test` does so for a part of the positions, and for all of the smaller proofs.
import { parseArgs } from "node:util";
import { CoreBn254 } from "../../packages/verifiers/src/bn254.ts";
import { verifySp1 } from "../../packages/verifiers/src/sp1.ts";
import { changed, core, fixtureNames, seeded, sp1Proof } from "../../packages/verifiers/test/fixtures.ts";

const { values } = parseArgs({ options: { seed: { type: "string" } } });
const seed = Number(values.seed ?? 1);
if (!Number.isInteger(seed) || seed < 1) throw new Error("--seed is a whole number, 1 or more");
const random = seeded(seed);
const curve = new CoreBn254(core);
let findings = 0;

for (const name of fixtureNames("sp1-plonk")) {
  const proof = sp1Proof(name);
  if (verifySp1(curve, proof).fault) throw new Error(`${name} is refused as it is`);
  let positions = 0;
  for (const part of ["proof", "publicValues", "programKey"] as const) {
    for (const at of proof[part].keys()) {
      const other = { ...proof, [part]: changed(proof[part], at, 1 + random(255)) };
      positions++;
      if (verifySp1(curve, other).fault !== null) continue;
      findings++;
      console.log(`  seed ${seed}, ${name}: accepted with another byte ${at} of ${part}`);
    }
  }
  console.log(`${name}: ${positions} positions`);
}
console.log(`${findings} findings`);
process.exitCode = findings > 0 ? 1 : 0;
