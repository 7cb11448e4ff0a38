// The hint record (docs/interfaces.md, "The fault-proof program"): what the preimage that is asked for next belongs to, as text
// that a host can act on. 16 bytes: u32 number of the last hint, u32 length, u32 address of the text, u32 zero.
//
// Hints carry no meaning for the core: whatever comes back is checked against its key all the same.

/** Address of the record, fixed for the life of the module. */
export const HINT_RECORD: usize = memory.data(16, 8);

export function resetHintRecord(): void {
  memory.fill(HINT_RECORD, 0, 16);
}

/** Announces the `length` bytes at `text`, which stay where they are until the import has been called. */
export function announceHint(text: usize, length: u32): void {
  store<u32>(HINT_RECORD, load<u32>(HINT_RECORD) + 1);
  store<u32>(HINT_RECORD, length, 4);
  store<u32>(HINT_RECORD, <u32>text, 8);
}
