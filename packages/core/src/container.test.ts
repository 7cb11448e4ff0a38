import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  align8,
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  listSection,
  readContainer,
  readList,
  type SectionSource,
  writeContainer,
} from "./container.ts";
import { InputError } from "./inputError.ts";

function write(sections: SectionSource[]): Uint8Array {
  const bytes = new Uint8Array(containerSize(sections)).fill(0xaa);
  writeContainer(bytes, INPUT_MAGIC, sections);
  return bytes;
}

function list(id: number, items: Uint8Array[]): SectionSource {
  return listSection(
    id,
    items.map((item) => item.length),
    (section, at, i) => section.set(items[i]!, at),
  );
}

const item = fc.uint8Array({ maxLength: 40 });
const sample = write([bytesSection(1, Uint8Array.of(1, 2, 3)), list(2, [Uint8Array.of(9), new Uint8Array(0)])]);

describe("container", () => {
  test("what is written is read back", () => {
    fc.assert(
      fc.property(item, fc.array(item, { maxLength: 6 }), (bytes, items) => {
        const sections = readContainer(write([bytesSection(3, bytes), list(7, items)]), INPUT_MAGIC);
        expect([...sections.keys()]).toEqual([3, 7]);
        expect(sections.get(3)).toEqual(bytes);
        expect(readList(sections.get(7)!)).toEqual(items);
      }),
    );
  });

  test("align8 is exact beyond 32 bits", () => {
    expect([0, 1, 8, 9, 2 ** 33 + 1].map(align8)).toEqual([0, 8, 8, 16, 2 ** 33 + 8]);
  });

  test("every single changed byte outside the data is refused, or changes the data that is read", () => {
    // The bytes of data: the byte string, and the one item of the list.
    const read = (bytes: Uint8Array) => {
      const sections = readContainer(bytes, INPUT_MAGIC);
      return JSON.stringify(
        [...sections].map(([id, section]) => [id, id === 1 ? [...section] : readList(section).map((i) => [...i])]),
      );
    };
    const original = read(sample);
    for (let at = 0; at < sample.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const changed = sample.slice();
        changed[at]! ^= flip;
        let outcome: string;
        try {
          outcome = read(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as InputError).code).toBe("CONTAINER_BROKEN");
          continue;
        }
        expect(outcome).not.toBe(original);
      }
    }
  });

  test("every truncation and every extension is refused", () => {
    for (let length = 0; length < sample.length; length++) {
      expect(() => readContainer(sample.subarray(0, length), INPUT_MAGIC)).toThrow(InputError);
    }
    const longer = new Uint8Array(sample.length + 8);
    longer.set(sample);
    expect(() => readContainer(longer, INPUT_MAGIC)).toThrow(/bytes follow/);
  });

  test("random bytes behind a right magic never crash", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const bytes = new Uint8Array(8 + tail.length);
        for (let i = 0; i < 8; i++) bytes[i] = INPUT_MAGIC.charCodeAt(i);
        bytes.set(tail, 8);
        try {
          for (const section of readContainer(bytes, INPUT_MAGIC).values()) readList(section);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });

  test("a list with a giant count costs nothing", () => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setUint32(0, 0xffffffff, true);
    expect(() => readList(bytes)).toThrow(/does not fit/);
  });
});
