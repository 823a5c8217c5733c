/** What each cost is made of, as far as a result tells. Parts are added up to the whole: what no part explains is the rest. */
import { bytes, durationOfUs } from "../format.js";
import type { Row } from "../rows.js";
import type { Subject } from "./doubts.js";

type Value = number | undefined;

export interface Stack {
  name: string;
  title: string;
  about: Subject;
  whole(row: Row): Value;
  parts: readonly { name: string; of(row: Row): Value }[];
  rest: string;
  format(value: Value): string;
  isBytes: boolean;
}

const difference = (more: Value, less: Value): Value =>
  more === undefined || less === undefined ? undefined : more - less;

export const stacks: readonly Stack[] = [
  {
    name: "cpu",
    title: "Service CPU per delivery",
    about: "cpu",
    whole: (row) => row.serviceCpuUsPerDelivery,
    parts: [
      { name: "as when connected and idle", of: idleCpuUsPerDelivery },
      { name: "the primary process", of: (row) => row.servicePrimaryCpuUsPerDelivery },
      { name: "the bus between processes", of: (row) => row.serviceBusCpuUsPerDelivery },
    ],
    rest: "for the deliveries",
    format: durationOfUs,
    isBytes: false,
  },
  {
    name: "idle-cpu",
    title: "Service CPU per idle client and second",
    about: "cpu",
    whole: (row) => row.serviceCpuUsPerClientSecond,
    parts: [],
    rest: "for heartbeats, and the process itself",
    format: durationOfUs,
    isBytes: false,
  },
  {
    name: "wire",
    title: "Bytes on the wire per delivery",
    about: "wire",
    whole: (row) => row.wireBytesPerDelivery,
    parts: [
      { name: "event payload", of: (row) => row.wirePayloadBytesPerDelivery },
      { name: "overhead: heads, frames, acknowledgements", of: protocolBytes },
      { name: "TLS records", of: (row) => row.wireTlsRecordBytesPerDelivery },
      { name: "TLS handshakes", of: (row) => row.wireTlsHandshakeBytesPerDelivery },
    ],
    rest: "not told apart",
    format: bytes,
    isBytes: true,
  },
  {
    name: "idle-wire",
    title: "Bytes on the wire per idle client and second",
    about: "wire",
    whole: (row) => row.wireBytesPerClientSecond,
    parts: [],
    rest: "heartbeats, and keeping connections",
    format: bytes,
    isBytes: true,
  },
  {
    name: "memory",
    title: "Memory of the service (RSS, median of the rounds)",
    about: "memory",
    whole: (row) => row.serviceRssLoadedBytes,
    parts: [
      { name: "before connections", of: (row) => row.serviceRssBeforeBytes },
      { name: "more with idle clients", of: (row) => difference(row.serviceRssIdleBytes, row.serviceRssBeforeBytes) },
    ],
    rest: "more under load",
    format: bytes,
    isBytes: true,
  },
];

/** What the process took while its clients were connected and silent. Of several processes it is not known by process. */
function idleCpuUsPerDelivery(row: Row): Value {
  const { serviceIdleCpuRatio: ratio, windowSeconds, deliveries } = row;
  if (row.serviceProcesses !== undefined || ratio === undefined || windowSeconds === undefined || !deliveries)
    return undefined;
  return (ratio * windowSeconds * 1e6) / deliveries;
}

/** Results from before its parts were counted have the overhead as one; where it was encrypted, TLS is in it. */
function protocolBytes(row: Row): Value {
  const { wireProtocolBytesPerDelivery, wireOverheadBytesPerDelivery, handshakesFull } = row;
  return wireProtocolBytesPerDelivery ?? (handshakesFull === undefined ? wireOverheadBytesPerDelivery : undefined);
}

export interface StackedPart {
  name: string;
  value: Value;
}

/** Less of the whole is the rounding of sums. */
const SMALLEST_REST = 1e-3;

/**
 * With the rest, if there is one. Parts that are below 0 or more than the whole cannot be stacked (memory that was given back, bytes that
 * compression saved): then there is the whole alone.
 */
export function stacked({ whole, parts, rest }: Stack, row: Row): StackedPart[] {
  const total = whole(row);
  const known = parts.map(({ name, of }): StackedPart => ({ name, value: of(row) }));
  if (total === undefined) return known;
  const left = total - known.reduce((sum, { value = 0 }) => sum + value, 0);
  const least = SMALLEST_REST * total;
  if (left < -least || known.some(({ value = 0 }) => value < 0)) return [{ name: TOGETHER, value: total }];
  return left > least ? [...known, { name: rest, value: left }] : known;
}

const TOGETHER = "all together";
