// Rows and columns, for the terminal and for Markdown.

export interface Table {
  head: string[];
  rows: string[][];
}

/** Aligned columns, the first to the left. */
export function plain({ head, rows }: Table): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join("  ");
  return [head, ...rows].map(line).join("\n");
}

export function markdown({ head, rows }: Table): string {
  const line = (row: string[]) => `| ${row.join(" | ")} |`;
  const rule = `|${head.map((_, i) => (i ? "---:" : "---")).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
