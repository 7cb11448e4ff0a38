// Reads JSON front to back, because a state has numbers of 64 bits, which JSON.parse rounds, and can be larger than V8's longest string.
//
// SOUNDNESS: bytes are hostile; what does not fit the grammar (RFC 8259), or is nested deeper than anything here is, ends in STATE_BROKEN.
// Test: stateFile.test.ts.
import { InputError } from "@assay/core/inputError";
import { MAX_U64 } from "./state.ts";

const MAX_DEPTH = 16;
const [TAB, NEWLINE, RETURN, SPACE, QUOTE, BACKSLASH] = [9, 10, 13, 32, 34, 92];

export class JsonReader {
  readonly #bytes: Buffer;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  fail(message: string): InputError {
    return new InputError("STATE_BROKEN", `JSON at byte ${this.#at}: ${message}`);
  }

  /** The next byte that is no white space; -1 at the end. */
  #next(): number {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) return -1;
      if (byte !== SPACE && byte !== NEWLINE && byte !== RETURN && byte !== TAB) return byte;
      this.#at++;
    }
  }

  #take(character: string): boolean {
    if (this.#next() !== character.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw this.fail(`${character} is expected`);
  }

  get atEnd(): boolean {
    return this.#next() === -1;
  }

  /** Items between brackets. */
  #list(open: string, close: string, item: () => void): void {
    this.#expect(open);
    if (++this.#depth > MAX_DEPTH) throw this.fail("nested too deep");
    if (!this.#take(close)) {
      do item();
      while (this.#take(","));
      this.#expect(close);
    }
    this.#depth--;
  }

  /** `member` reads the value of a key. */
  object(member: (key: string) => void): void {
    this.#list("{", "}", () => {
      const key = this.string();
      this.#expect(":");
      member(key);
    });
  }

  array(item: () => void): void {
    this.#list("[", "]", item);
  }

  string(): string {
    this.#expect('"');
    const start = this.#at;
    let end = this.#bytes.indexOf(QUOTE, start);
    // A quote that an odd number of backslashes stand before is part of the string.
    for (; end >= 0; end = this.#bytes.indexOf(QUOTE, end + 1)) {
      let slashes = 0;
      while (this.#bytes[end - 1 - slashes] === BACKSLASH) slashes++;
      if (slashes % 2 === 0) break;
    }
    if (end < 0) throw this.fail("a string without end");
    this.#at = end + 1;
    try {
      return JSON.parse(this.#bytes.toString("utf8", start - 1, end + 1)) as string;
    } catch (cause) {
      throw new InputError("STATE_BROKEN", `JSON at byte ${start}: a broken string`, { cause });
    }
  }

  /** What stands here without quotes: a number, true, false or null. */
  #bare(): string {
    this.#next();
    const start = this.#at;
    while (/[-+.\w]/.test(String.fromCharCode(this.#bytes[this.#at] ?? 0))) this.#at++;
    if (this.#at - start > 64) throw this.fail("a number without end");
    return this.#bytes.toString("latin1", start, this.#at);
  }

  u64(): bigint {
    const text = this.#bare();
    if (!/^(0|[1-9][0-9]{0,19})$/.test(text) || BigInt(text) > MAX_U64) {
      throw this.fail("a number from 0 to 2^64 - 1 is expected");
    }
    return BigInt(text);
  }

  boolean(): boolean {
    const text = this.#bare();
    if (text !== "true" && text !== "false") throw this.fail("true or false is expected");
    return text === "true";
  }

  /** Whether null stands here; it is taken then. */
  takesNull(): boolean {
    this.#next();
    if (this.#bytes.toString("latin1", this.#at, this.#at + 4) !== "null") return false;
    this.#at += 4;
    return true;
  }

  /** Over a value that nobody wants. */
  skip(): void {
    const next = this.#next();
    if (next === QUOTE) this.string();
    else if (next === 0x7b) this.object(() => this.skip());
    else if (next === 0x5b) this.array(() => this.skip());
    else if (!/^(true|false|null|-?[0-9][-+.eE0-9]*)$/.test(this.#bare())) throw this.fail("a value is expected");
  }
}
