// npm run test:dispute [-- --checks 1000]      claims on the fault-proof machine by the command line, as in a dispute
//
// A right claim ends with 0 and a wrong one with 1; that many steps of each run, evenly spread, are taken on the slow machine too; from every
// snapshot the run ends in the same state. The claims are the recorded ones; OP Mainnet's bundled range goes as far as there is state, which is
// the last block's. Exit 1 when something differs.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runElfOnMachine } from "../../packages/machine/test/guests/machine.ts";
import { agreedHash, guestOfRange, rangeHost } from "../../packages/machine/test/guests/range.ts";
import { Dispute, type DisputeSource, recordedSource, type Witness } from "./dispute.ts";

const { values: flags } = parseArgs({ options: { checks: { type: "string", default: "1000" } } });
const checks = Number(flags.checks);
const SNAPSHOTS = 4;
const folder = mkdtempSync(join(tmpdir(), "assay-dispute-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function demand(holds: boolean, what: string): void {
  if (holds) return;
  console.error(what);
  process.exitCode = 1;
}

/** @param until where the runs end, if not by themselves @param isRight whether it has to end so */
async function play(
  label: string,
  dispute: Dispute,
  { lie = false, until = [] as string[] },
  isRight: (end: Witness) => boolean,
): Promise<void> {
  const started = performance.now();
  const end = await dispute.stateAfter(until, { lie });
  demand(isRight(end), `${label}: ends in ${end.stateHash}`);
  const stride = Math.max(1, Math.floor(end.step / checks));
  const prefix = lie ? "lie" : "truth";
  const every = Math.ceil(end.step / SNAPSHOTS);
  const snapshots = ["--snapshot-at", `%${every}`, "--snapshot-fmt", dispute.at(`${prefix}-%d.bin`)];
  // A difference between the machines ends the run.
  const checked = await dispute.stateAfter([...until, ...snapshots, "--check-at", `%${stride}`], { lie });
  demand(checked.stateHash === end.stateHash, `${label}: ${checked.stateHash} with checks`);
  const files = readdirSync(dispute.at("")).filter((file) => file.startsWith(`${prefix}-`));
  demand(files.length === SNAPSHOTS, `${label}: ${files.length} snapshots`);
  for (const file of files) {
    const again = await dispute.stateAfter(until, { lie, input: dispute.at(file) });
    demand(again.stateHash === end.stateHash, `${label}: ${again.stateHash} from ${file}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const told = `${end.step} steps, ${Math.ceil(end.step / stride)} checked, ${files.length} snapshots gone on from`;
  console.log(`${label}: ${end.stateHash}, ${told}, ${seconds} s`);
}

/** The range as a dispute, and the last preimage that there is. */
function opMainnet(): { source: DisputeSource; lastKey: string } {
  const host = rangeHost();
  const local = (ident: number) => host.values.get(`0x01${ident.toString(16).padStart(62, "0")}`)!;
  const source = {
    elf: guestOfRange(),
    claim: {
      l1Head: local(1),
      agreedOutputRoot: local(2),
      claimedOutputRoot: local(3),
      claimedBlockNumber: new DataView(local(4).buffer).getBigUint64(0),
    },
    agreedBlockHash: agreedHash,
    preimages: [...host.values].flatMap(([key, value]) => (key.startsWith("0x02") ? value : [])),
    blobs: [],
    chain: { id: 10n },
  };
  const asked: string[] = [];
  try {
    runElfOnMachine(source.elf, (key) => {
      const value = host.value(key);
      if (value) asked.push(`0x${Buffer.from(key).toString("hex")}`);
      return value;
    });
  } catch {
    // The message passer.
  }
  return { source, lastKey: asked.at(-1)! };
}

for (const name of ["calldata", "blobs"]) {
  const dispute = await Dispute.open(join(folder, name), recordedSource(name));
  for (const lie of [false, true]) {
    const label = `${name}, ${lie ? "a wrong claim" : "a right claim"}`;
    await play(label, dispute, { lie }, (end) => end.exited && end.stateHash.startsWith(lie ? "0x01" : "0x00"));
  }
}
const { source, lastKey } = opMainnet();
const range = await Dispute.open(join(folder, "range"), source);
const until = ["--stop-at-preimage", lastKey];
await play("OP Mainnet's range, up to its last state", range, { until }, (end) => !end.exited);
// One preimage further the host has nothing more, and no verdict comes of that.
const { code, err } = await range.run(["--output", ""]);
demand(code === 2 && err.includes("CHANNEL_CLOSED"), `OP Mainnet's range: exit code ${code}: ${err}`);
