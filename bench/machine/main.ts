// How fast the machines run, against qemu on the same programs in the same run. Needs Debian's gcc-riscv64-unknown-elf and qemu-user-static.
//
//   npm run bench:machine [-- --machine proving|fault-proof] [program.elf …]      both machines, and work.c, unless told
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { benchFaultProof } from "./faultProof.ts";
import { ROUNDS_TOLD } from "./programs.ts";
import { benchProving } from "./proving.ts";

const { values: flags, positionals: files } = parseArgs({
  options: { machine: { type: "string" } },
  allowPositionals: true,
});
const MACHINES = ["fault-proof", "proving"];
const machines = flags.machine === undefined ? MACHINES : [flags.machine];
if (!machines.every((name) => MACHINES.includes(name)) || (files.length > 0 && machines.length > 1)) {
  console.error(`--machine ${MACHINES.join(" or ")}; it has to be told for programs of your own`);
  process.exit(2);
}
console.log(`${cpus()[0]?.model}, Node ${process.version}, ${ROUNDS_TOLD}`);
for (const machine of machines) {
  const tell = (line: string) => console.log(`${machine}  ${line}`);
  if (machine === "fault-proof") benchFaultProof(files, tell);
  else if (!(await benchProving(files, tell))) {
    console.error("the proving machine has less than 0.3 of qemu's speed");
    process.exitCode = 1;
  }
}
