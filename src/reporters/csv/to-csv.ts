/**
 * The only import of csv-stringify. It makes header and cells from plain objects: `latencyP99Ns` becomes the column
 * `latency_p99_ns`.
 */
import { stringify } from "csv-stringify/sync";

export const columnName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Writes RFC 4180 with LF line ends. An undefined value becomes an empty cell. */
export function toCsv(keys: readonly string[], records: readonly object[]): string {
  return stringify([...records], {
    header: true,
    columns: keys.map((key) => ({ key, header: columnName(key) })),
    cast: { number: plainNumber, boolean: String },
  });
}

/** Whole numbers stay as they are, others get 6 significant digits. None is in exponent form, which spreadsheets misread. */
function plainNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const decimals = Math.max(0, 5 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 20)).replace(/\.0*$|(\.\d*?)0+$/, "$1");
}
