// Gzip in a browser, with a limit.
import { InputError } from "@assay/core/inputError";
import { fileTooLarge, isGzip } from "@assay/witness/fileContent";

/** What a page may unpack; a phone's tab has no more to give. */
export const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** SOUNDNESS: half a megabyte can unpack to half a gigabyte, so it is counted while it comes; tests: test/page.test.ts.
 *  @throws InputError FILE_TOO_LARGE, GZIP_BROKEN */
export async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes.length > MAX_UNPACKED_BYTES) throw fileTooLarge(bytes.length, MAX_UNPACKED_BYTES, "the file has");
  if (!isGzip(bytes)) return bytes;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > MAX_UNPACKED_BYTES) {
        throw fileTooLarge(length, MAX_UNPACKED_BYTES, "the file unpacks to more than");
      }
      pieces.push(next.value);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError("GZIP_BROKEN", (error as Error).message, { cause: error });
  } finally {
    reader.cancel().catch(() => {});
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
