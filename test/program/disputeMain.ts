// npm run test:dispute [-- --checks 1000]      recorded claims on the fault-proof machine by the command line, as in a dispute
//
// A right claim ends with 0 and a wrong one with 1; that many steps of each run, evenly spread, are taken on the slow machine too; from every
// snapshot the run ends in the same state. Exit 1 when something differs.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Dispute } from "./dispute.ts";

const { values: flags } = parseArgs({ options: { checks: { type: "string", default: "1000" } } });
const checks = Number(flags.checks);
const SNAPSHOT_EVERY = 100_000_000;
const folder = mkdtempSync(join(tmpdir(), "assay-dispute-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function demand(holds: boolean, what: string): void {
  if (holds) return;
  console.error(what);
  process.exitCode = 1;
}

for (const name of ["calldata", "blobs"]) {
  const dispute = await Dispute.open(join(folder, name), name);
  for (const lie of [false, true]) {
    const started = performance.now();
    const label = `${name}, ${lie ? "a wrong claim" : "a right claim"}`;
    const end = await dispute.stateAfter([], { lie });
    demand(end.exited && end.stateHash.startsWith(lie ? "0x01" : "0x00"), `${label}: ends in ${end.stateHash}`);
    const stride = Math.max(1, Math.floor(end.step / checks));
    const prefix = lie ? "lie" : "truth";
    const snapshots = ["--snapshot-at", `%${SNAPSHOT_EVERY}`, "--snapshot-fmt", dispute.at(`${prefix}-%d.bin`)];
    // A difference between the machines ends the run.
    const checked = await dispute.stateAfter([...snapshots, "--check-at", `%${stride}`], { lie });
    demand(checked.stateHash === end.stateHash, `${label}: ${checked.stateHash} with checks`);
    const files = readdirSync(dispute.at("")).filter((file) => file.startsWith(`${prefix}-`));
    for (const file of files) {
      const again = await dispute.stateAfter([], { lie, input: dispute.at(file) });
      demand(again.stateHash === end.stateHash, `${label}: ${again.stateHash} from ${file}`);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const told = `${end.step} steps, ${Math.ceil(end.step / stride)} checked, ${files.length} snapshots gone on from`;
    console.log(`${label}: ${end.stateHash}, ${told}, ${seconds} s`);
  }
}
