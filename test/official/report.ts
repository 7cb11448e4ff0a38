// Counts and failures of a run, as a table for people and as JSON.

import { SUITES } from "./suites.ts";
import type { FileReport } from "./worker.ts";

export interface Failure {
  readonly variant: string;
  readonly suite: string;
  readonly file: string;
  readonly id: string;
  readonly error: string;
}

export interface Row {
  readonly variant: string;
  readonly suite: string;
  passed: number;
  failed: number;
  ms: number;
}

const SLOWEST = 20;

export class Report {
  readonly rows: Row[] = [];
  readonly failures: Failure[] = [];
  /** What took longest. */
  readonly slowest: { variant: string; file: string; ms: number }[] = [];

  row(variant: string, suite: string): Row {
    let row = this.rows.find((one) => one.variant === variant && one.suite === suite);
    if (!row) {
      row = { variant, suite, passed: 0, failed: 0, ms: 0 };
      this.rows.push(row);
    }
    return row;
  }

  add(variant: string, { file, results, ms }: FileReport): void {
    const row = this.row(variant, file.suite);
    row.ms += ms;
    this.slowest.push({ variant, file: `${file.suite}/${file.name}`, ms: Math.round(ms) });
    this.slowest.sort((a, b) => b.ms - a.ms);
    this.slowest.length = Math.min(this.slowest.length, SLOWEST);
    for (const { id, error } of results) {
      if (error === null) row.passed++;
      else {
        row.failed++;
        this.failures.push({ variant, suite: file.suite, file: file.name, id, error });
      }
    }
  }

  get failed(): number {
    return this.failures.length;
  }

  get passed(): number {
    return this.rows.reduce((sum, row) => sum + row.passed, 0);
  }

  /** Suites whose number of cases is not the one they have: something was not read. For runs without a filter. */
  miscounted(source: "cases" | "representative"): string[] {
    return this.rows.flatMap(({ variant, suite, passed, failed }) => {
      const cases = SUITES.find(({ name }) => name === suite)![source];
      const found = passed + failed;
      return found === cases ? [] : [`${suite} (${variant}): ${found} cases were run, there are ${cases}`];
    });
  }

  table(): string {
    const head = ["suite", "build", "passed", "failed", "CPU s"];
    const rows = this.rows.map(({ suite, variant, passed, failed, ms }) => [
      suite,
      variant,
      String(passed),
      String(failed),
      (ms / 1000).toFixed(1),
    ]);
    rows.push(["all", "", String(this.passed), String(this.failed), ""]);
    const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
    const line = (row: string[]) =>
      row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
    return [line(head), ...rows.map(line)].join("\n");
  }

  /** Failures that say the same, numbers and hashes aside, with a first example of each. */
  causes(limit: number): string {
    const groups = new Map<string, Failure[]>();
    for (const failure of this.failures) {
      const cause = failure.error
        .split("\n", 1)[0]!
        .replace(/0x[0-9a-f]+/g, "0x…")
        .replace(/\d+/g, "n");
      groups.set(cause, [...(groups.get(cause) ?? []), failure]);
    }
    return [...groups.values()]
      .sort((a, b) => b.length - a.length)
      .slice(0, limit)
      .map((group) => {
        const { variant, suite, file, id, error } = group[0]!;
        return `${group.length} × ${error.split("\n", 1)[0]}\n    ${variant}: ${suite}/${file} ${id}`;
      })
      .join("\n");
  }
}
