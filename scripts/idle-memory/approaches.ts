/** The approaches whose idle clients are measured: of every transport the usual one, and the one that differs from it by TLS alone. */
import type { Flow } from "../../src/flow.js";
import { cardOf, type TransportName, transportNames } from "../../src/transports/registry.js";

/** In which its clients keep connections to the service. */
export const flowOf = (transport: TransportName): Flow =>
  cardOf(transport).cannotPlay?.ingest === undefined ? "ingest" : "broadcast";

export interface Compared {
  transport: TransportName;
  plain: string;
  encrypted: string;
}

export const compared: readonly Compared[] = transportNames.map((transport) => {
  const named = Object.entries(cardOf(transport).approaches);
  const nameOf = (settings: object): string => {
    const found = named.find(([, own]) => JSON.stringify(own) === JSON.stringify(settings));
    if (found === undefined) throw new Error(`no approach of ${transport} has just ${JSON.stringify(settings)}`);
    return found[0];
  };
  return { transport, plain: nameOf({}), encrypted: nameOf({ tls: true }) };
});
