/** The one import of csv-stringify. Header and cells from plain objects: `latencyP99Ns` becomes the column `latency_p99_ns`. */
import { stringify } from "csv-stringify/sync";

export const columnName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** RFC 4180 with LF line ends. Undefined is an empty cell. */
export function toCsv(keys: readonly string[], records: readonly object[]): string {
  return stringify([...records], {
    header: true,
    columns: keys.map((key) => ({ key, header: columnName(key) })),
    cast: { number: plainNumber, boolean: String },
  });
}

/** Whole numbers as they are, others to 6 significant digits; never in exponent form, which spreadsheets misread. */
function plainNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const decimals = Math.max(0, 5 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 20)).replace(/\.0*$|(\.\d*?)0+$/, "$1");
}
