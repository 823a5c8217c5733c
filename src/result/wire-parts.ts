/** What the bytes on the wire are made of, as far as a round can tell. */
import { handshakeSides, type TlsSample, type WireSample } from "./wire.js";

/** Of one direction. They add up to the total, which the raw sockets counted. */
export interface WireParts {
  /** Absent in earlier results, which do not tell the directions apart. */
  payloadBytes?: number;
  /** Heads, frames and what else a protocol adds to bodies. It is below 0 where compression saves more than that. */
  protocolBytes?: number;
  /** Absent where nothing is encrypted, and both where what a handshake carries is unknown. */
  tlsRecordBytes?: number;
  tlsHandshakeBytes?: number;
  totalBytes: number;
}

export const wireDirections = ["ToService", "FromService"] as const;
export type WireDirection = (typeof wireDirections)[number];

export function wireParts(wire: WireSample, direction: WireDirection): WireParts {
  const { payloadBytes, payloadToServiceBytes: payloadTo, tls } = wire;
  const payload = payloadTo === undefined || direction === "ToService" ? payloadTo : payloadBytes - payloadTo;
  const totalBytes = direction === "ToService" ? wire.toServiceBytes : wire.fromServiceBytes;
  const plainBytes = tls === undefined ? totalBytes : tls[`plain${direction}Bytes`];
  const handshakes = tls && handshakeBytesOf(tls, wire.oneHandshake ?? {}, direction);
  return {
    ...(payload !== undefined && { payloadBytes: payload, protocolBytes: plainBytes - payload }),
    ...(handshakes !== undefined && {
      tlsRecordBytes: totalBytes - plainBytes - handshakes,
      tlsHandshakeBytes: handshakes,
    }),
    totalBytes,
  };
}

/** Undefined when there were handshakes of which nobody knows what they carried. */
function handshakeBytesOf(
  { handshakes }: TlsSample,
  one: NonNullable<WireSample["oneHandshake"]>,
  direction: WireDirection,
): number | undefined {
  let sum: number | undefined = 0;
  for (const side of handshakeSides) {
    for (const kind of ["full", "resumed"] as const) {
      const count = handshakes[side][kind];
      const bytes = direction === "ToService" ? one[side]?.[kind]?.toServiceBytes : one[side]?.[kind]?.fromServiceBytes;
      if (count > 0) sum = sum === undefined || bytes === undefined ? undefined : sum + count * bytes;
    }
  }
  return sum;
}

/** A record has at least that many bytes of its own: 5 of head and 16 of authentication. */
const LEAST_RECORD_BYTES = 21;
const MOST_PLAIN_BYTES = 16_384;
/** How far a handshake may be from the median, since signatures and tickets vary a little. */
const HANDSHAKE_VARIES_BYTES = 3;

/** Whether fewer bytes are left for the records than so much plaintext needs: then something was counted wrongly. */
export function lacksRecords(wire: WireSample): boolean {
  return wireDirections.some((direction) => {
    const { tlsRecordBytes } = wireParts(wire, direction);
    if (wire.tls === undefined || tlsRecordBytes === undefined) return false;
    const { byClients, byService } = wire.tls.handshakes;
    const handshakes = byClients.full + byClients.resumed + byService.full + byService.resumed;
    const records = Math.ceil(wire.tls[`plain${direction}Bytes`] / MOST_PLAIN_BYTES);
    return tlsRecordBytes < records * LEAST_RECORD_BYTES - handshakes * HANDSHAKE_VARIES_BYTES;
  });
}
