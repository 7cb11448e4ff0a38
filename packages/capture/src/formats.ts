/** Formats that a capture is written in, by the ending of the file: docs/formats.md. */
export const FORMATS = ["json", "json.gz", "assay"] as const;
export type Format = (typeof FORMATS)[number];
