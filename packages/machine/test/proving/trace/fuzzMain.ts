// npm run fuzz:traces -- --count 1000 [--seed 1] [--cycles 200000]      random and hostile programs, traced, checked and tampered with
import { parseArgs } from "node:util";
import { Random } from "../../riscv/random.ts";
import { fuzzTrace } from "./fuzz.ts";

const { values: flags } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    cycles: { type: "string", default: "200000" },
  },
});
const [count, first, cycleLimit] = [Number(flags.count), Number(flags.seed), Number(flags.cycles)];
const ends = new Map<string, number>();
let [programs, cycles, segments, tampered] = [0, 0, 0, 0];
for (let seed = first; seed < first + count; seed++) {
  try {
    const one = await fuzzTrace(new Random(seed), cycleLimit);
    if (!one) continue;
    programs++;
    cycles += one.cycles;
    segments += one.segments;
    tampered += one.tampered;
    ends.set(one.end, (ends.get(one.end) ?? 0) + 1);
  } catch (error) {
    console.error(`seed ${seed}: ${(error as Error).message}`);
    process.exit(1);
  }
}
console.log(
  `${programs} programs, ${cycles} cycles, ${segments} segments: as without a trace, and all pass the checker`,
);
console.log(`${tampered} changes, all refused; seeds ${first} to ${first + count - 1}`);
for (const [end, times] of [...ends].sort((a, b) => b[1] - a[1])) console.log(`${String(times).padStart(8)}  ${end}`);
