// Many hostile programs on one of our machines: how they ended, and that none took long or much.
import { type HostileRun, MAX_PAGES } from "./hostile.ts";
import { Random } from "./random.ts";

const MAX_MS = 5000;

/** @throws Error at the first program that takes too many pages or too long */
export function runManyHostile(run: (random: Random) => HostileRun, count: number, seed: bigint): string {
  const random = new Random(seed);
  const ends = new Map<string, number>();
  let slowest: HostileRun | null = null;
  let memory = 0;
  for (let i = 0; i < count; i++) {
    const one = run(random);
    ends.set(one.end, (ends.get(one.end) ?? 0) + 1);
    if (!slowest || one.ms > slowest.ms) slowest = one;
    if (one.pages > MAX_PAGES || one.ms > MAX_MS) {
      const told = `${one.end} after ${one.pages} pages, ${one.ms.toFixed(0)} ms`;
      throw new Error(`seed ${seed}, program ${i}, ${one.kind}: ${told}`);
    }
    memory = Math.max(memory, process.memoryUsage.rss());
  }
  const told = [...ends].map(([end, times]) => `${end} ${times}`).join(", ");
  return (
    `${count} hostile programs, seed ${seed}: ${told}; slowest ${slowest?.ms.toFixed(0)} ms (${slowest?.kind}), ` +
    `at most ${(memory / 2 ** 20).toFixed(0)} MiB of the process resident`
  );
}
