import { listSection } from "../../packages/core/src/container.ts";

/** A list section's bytes, to be used for many inputs. */
export function listBytes(items: readonly Uint8Array[]): Uint8Array {
  const section = listSection(
    0,
    items.map((item) => item.length),
    (target, at, i) => target.set(items[i]!, at),
  );
  const bytes = new Uint8Array(section.length);
  section.write(bytes);
  return bytes;
}
