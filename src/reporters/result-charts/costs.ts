/** What each approach costs, and of what that is made: CPU, bytes on the wire, memory. */
import { type Bar, bars } from "../charts/bars.js";
import type { Figure } from "../charts/drawing.js";
import { tableOfFigures } from "../figures/table.js";
import { bytes, durationOfUs } from "../format.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";
import { named } from "./named.js";

interface Stack {
  name: string;
  title: string;
  whole(row: Row): number | undefined;
  parts: readonly { name: string; of(row: Row): number | undefined }[];
  format(value: number | undefined): string;
  isBytes: boolean;
}

const difference = (more: number | undefined, less: number | undefined): number | undefined =>
  more === undefined || less === undefined ? undefined : more - less;

const stacks: readonly Stack[] = [
  {
    name: "cpu",
    title: "Service CPU per delivery",
    whole: (row) => row.serviceCpuUsPerDelivery,
    parts: [{ name: tableOfFigures.serviceCpuUsPerDelivery.label, of: (row) => row.serviceCpuUsPerDelivery }],
    format: durationOfUs,
    isBytes: false,
  },
  {
    name: "wire",
    title: "Bytes on the wire per delivery",
    whole: (row) => row.wireBytesPerDelivery,
    parts: [
      { name: "event payload", of: (row) => row.wirePayloadBytesPerDelivery },
      { name: "heads, frames, acknowledgements", of: (row) => row.wireProtocolBytesPerDelivery ?? overheadOf(row) },
      { name: "TLS records", of: (row) => row.wireTlsRecordBytesPerDelivery },
      { name: "TLS handshakes", of: (row) => row.wireTlsHandshakeBytesPerDelivery },
    ],
    format: bytes,
    isBytes: true,
  },
  {
    name: "memory",
    title: "Memory of the service (RSS, median of the rounds)",
    whole: (row) => row.serviceRssLoadedBytes,
    parts: [
      { name: "before connections", of: (row) => row.serviceRssBeforeBytes },
      { name: "more with idle clients", of: (row) => difference(row.serviceRssIdleBytes, row.serviceRssBeforeBytes) },
      { name: "more under load", of: (row) => difference(row.serviceRssLoadedBytes, row.serviceRssIdleBytes) },
    ],
    format: bytes,
    isBytes: true,
  },
];

/** Where the parts of the overhead are not known, it is one part. */
const overheadOf = (row: Row): number | undefined => row.wireOverheadBytesPerDelivery;

/** One figure for each currency of which something is known. */
export const costFigures = ({ summary }: Tables): Figure[] =>
  stacks
    .filter(({ whole }) => summary.some((row) => whole(row) !== undefined))
    .map((stack) => figureOf(stack, summary));

function figureOf({ name, title, whole, parts, format, isBytes }: Stack, summary: readonly Row[]): Figure {
  const shown = parts.filter(({ of }) => summary.some((row) => of(row) !== undefined));
  const all = summary.map((row): Bar => {
    const values = shown.map((part) => ({ name: part.name, value: part.of(row) }));
    const total = whole(row);
    // A part below 0 cannot be drawn: RSS that fell, bytes that compression saved
    const canStack = values.every(({ value }) => value === undefined || value >= 0);
    return {
      name: named(row),
      parts: canStack ? values : [{ name: "all together", value: total }],
      said: format(total),
    };
  });
  return {
    name,
    title,
    finding: `${summary.map((row) => `${row.approach} ${total(whole(row), format)}`).join("; ")}.`,
    header: ["approach", ...shown.map((part) => part.name), ...(shown.length > 1 ? ["together"] : [])],
    rows: summary.map((row) => [
      named(row),
      ...shown.map(({ of }) => format(of(row))),
      ...(shown.length > 1 ? [format(whole(row))] : []),
    ]),
    draw: (width) => bars({ width, bars: all, format, isBytes }),
  };
}

const total = (value: number | undefined, format: Stack["format"]): string =>
  value === undefined ? "unknown" : format(value);
