// Numbers as people read them.
const GROUPED = new Intl.NumberFormat("en-US");

export function count(value: bigint | number): string {
  return GROUPED.format(value);
}

export function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(2)} ms` : ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

export function size(bytes: number): string {
  return bytes < 1024
    ? `${bytes} B`
    : bytes < 1 << 20
      ? `${(bytes / 1024).toFixed(1)} KiB`
      : `${(bytes / (1 << 20)).toFixed(2)} MiB`;
}

const WEI_PER_ETHER = 10n ** 18n;

/** At most six digits after the point; what is cut off leaves a mark. */
export function ether(wei: bigint): string {
  const whole = wei / WEI_PER_ETHER;
  const rest = (wei % WEI_PER_ETHER).toString().padStart(18, "0");
  const shown = rest.slice(0, 6).replace(/0+$/, "");
  const cut = /[1-9]/.test(rest.slice(6)) ? "…" : "";
  return `${count(whole)}${shown || cut ? `.${shown || "000000"}` : ""}${cut}`;
}

/** First and last digits of a long hex string. */
export function short(hex: string): string {
  return hex.length > 20 ? `${hex.slice(0, 10)}…${hex.slice(-6)}` : hex;
}
