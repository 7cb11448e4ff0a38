// Names of functions by address: what `load-elf --meta` writes and `run --meta` reads.
import { InputError } from "@assay/core/inputError";
import { JsonReader } from "./faultProof/jsonReader.ts";

export interface NamedRange {
  readonly name: string;
  readonly address: bigint;
  readonly size: bigint;
}

export class SymbolTable {
  /** By address. */
  readonly symbols: readonly NamedRange[];

  constructor(symbols: readonly NamedRange[]) {
    this.symbols = [...symbols].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  }

  /** The name at an address, or a word with an exclamation mark that says why there is none. */
  at(address: bigint): string {
    if (this.symbols.length === 0) return "!unknown";
    let from = 0;
    for (let to = this.symbols.length; from < to; ) {
      const middle = (from + to) >> 1;
      if (this.symbols[middle]!.address <= address) from = middle + 1;
      else to = middle;
    }
    const found = this.symbols[from - 1];
    if (!found) return "!start";
    return found.address + found.size < address ? "!gap" : found.name;
  }

  toJson(): string {
    const rows = this.symbols.map(
      ({ name, address, size }) => `{"name":${JSON.stringify(name)},"start":${address},"size":${size}}`,
    );
    return `{"symbols":[${rows.join(",")}]}\n`;
  }

  /** @throws InputError STATE_BROKEN */
  static fromJson(bytes: Uint8Array): SymbolTable {
    const reader = new JsonReader(bytes);
    const symbols: NamedRange[] = [];
    reader.object((key) => {
      if (key !== "symbols") return reader.skip();
      reader.array(() => {
        const symbol = { name: "", address: 0n, size: 0n };
        reader.object((field) => {
          if (field === "name") symbol.name = reader.string();
          else if (field === "start") symbol.address = reader.u64();
          else if (field === "size") symbol.size = reader.u64();
          else reader.skip();
        });
        symbols.push(symbol);
      });
    });
    if (!reader.atEnd) throw new InputError("STATE_BROKEN", "something follows the metadata");
    return new SymbolTable(symbols);
  }
}
