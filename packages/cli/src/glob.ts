// Glob patterns for quoted arguments and for shells that do not expand them: * ? [abc] {a,b} and ** for folders.
import { type Dirent, readdirSync } from "node:fs";

/** Whether an argument is a pattern and not a plain path. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** `{a,b}` written out; nested braces too. Refuses to grow beyond a thousand patterns. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let current = open.shift(); current !== undefined; current = open.shift()) {
    // The innermost pair: no brace between its braces.
    const match = /\{([^{}]*)\}/.exec(current);
    if (!match) done.push(current);
    else {
      for (const option of match[1]!.split(",")) {
        open.push(current.slice(0, match.index) + option + current.slice(match.index + match[0].length));
      }
    }
    if (open.length + done.length > 1000) return [pattern];
  }
  return done;
}

/** Pattern for one path segment. */
function segmentPattern(segment: string): RegExp {
  let source = "";
  for (let at = 0; at < segment.length; at++) {
    const letter = segment[at]!;
    const end = letter === "[" ? segment.indexOf("]", at + 2) : -1;
    if (letter === "*") source += "[^/]*";
    else if (letter === "?") source += "[^/]";
    else if (end > 0) {
      const set = segment.slice(at + 1, end).replace(/^!/, "^");
      source += `[${set.replace(/[\\[]/g, "\\$&")}]`;
      at = end;
    } else source += letter.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  }
  // A name that starts with a dot is only found by a pattern that does.
  return new RegExp(`^${segment.startsWith(".") ? "" : "(?!\\.)"}${source}$`, "u");
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder === "" ? "." : folder, { withFileTypes: true });
  } catch {
    // A folder that is not there, or may not be read, matches nothing.
    return [];
  }
}

function match(folder: string, segments: readonly string[], found: Set<string>): void {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  if (segment === "**") {
    match(folder, rest, found);
    for (const entry of entries(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith(".")) match(`${folder}${entry.name}/`, segments, found);
    }
    return;
  }
  if (!isGlob(segment)) {
    if (rest.length > 0) match(`${folder}${segment}/`, rest, found);
    else if (entries(folder).some((entry) => entry.name === segment)) found.add(folder + segment);
    return;
  }
  const pattern = segmentPattern(segment);
  for (const entry of entries(folder)) {
    if (!pattern.test(entry.name)) continue;
    if (rest.length === 0) found.add(folder + entry.name);
    else if (entry.isDirectory() || entry.isSymbolicLink()) match(`${folder}${entry.name}/`, rest, found);
  }
}

/** Paths that match, unsorted. */
export function glob(pattern: string): string[] {
  const found = new Set<string>();
  for (const plain of expandBraces(pattern)) {
    const root = /^\/+/.exec(plain)?.[0] ?? "";
    match(
      root === "" ? "" : "/",
      plain
        .slice(root.length)
        .split("/")
        .filter((segment) => segment !== "."),
      found,
    );
  }
  return [...found];
}
