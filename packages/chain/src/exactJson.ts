// JSON whose integers stay exact. Genesis files write the terminal total difficulty as a plain number beyond 2^53, which
// JSON.parse would round; such integers come back as decimal strings, which every reader here takes as integers.
import { InputError } from "@assay/core/inputError";

const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const ZERO = 48;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether the character makes a number more than an integer: `.`, `e`, `E`. */
function isFraction(code: number): boolean {
  return code === 46 || code === 69 || code === 101;
}

/** Parses JSON; integers of more than 15 digits become strings. @throws InputError JSON_BROKEN */
export function parseExactJson(text: string): unknown {
  const pieces: string[] = [];
  let kept = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inString = false;
      continue;
    }
    if (code === QUOTE) {
      inString = true;
      continue;
    }
    if (!isDigit(code)) continue;
    const start = at > 0 && text.charCodeAt(at - 1) === MINUS ? at - 1 : at;
    let end = at + 1;
    while (end < text.length && isDigit(text.charCodeAt(end))) end++;
    if (isFraction(text.charCodeAt(end))) {
      while (end < text.length && /[0-9.eE+-]/.test(text[end]!)) end++;
    } else if (end - at > 15 && code !== ZERO) {
      pieces.push(text.slice(kept, start), '"', text.slice(start, end), '"');
      kept = end;
    }
    at = end - 1;
  }
  pieces.push(text.slice(kept));
  try {
    return JSON.parse(pieces.join(""));
  } catch (error) {
    throw new InputError("JSON_BROKEN", (error as Error).message, { cause: error });
  }
}
