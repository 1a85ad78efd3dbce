/**
 * Seconds as a person says them.
 *
 * @param digits of those below a minute; with 0 there are no milliseconds either.
 */
export function formatSeconds(seconds: number, digits: 0 | 1 = 1): string {
  if (digits > 0 && seconds < 0.95) return `${Math.round(seconds * 1000)} ms`;
  const short = seconds.toFixed(digits);
  if (Number(short) < 60) return `${short} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Bytes as a person says them, in powers of 1000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = bytes < 999_500 ? 1 : bytes < 999_500_000 ? 2 : 3;
  const size = bytes / 1000 ** power;
  return `${size.toFixed(size < 10 ? 1 : 0)} ${["kB", "MB", "GB"][power - 1]}`;
}

/** A number with at most four digits that count; a text as it is; a dash for null. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") {
    return Number.isInteger(value) ? value.toLocaleString("en-US") : String(Number(value.toPrecision(4)));
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A time of ISO 8601 to the minute; as it is when it is none. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
