/** Where a service is to be found, as a driver is told it. */

export interface Endpoint {
  /** An origin: `http://host:port`. Which paths lie behind it is the transport's own affair. */
  url: string;
  /** Its host's IP address, where that was resolved beforehand. Whoever connects takes it, and never asks for the name again. */
  address?: string;
  /** The origins of a service's processes, where each has a port: a client goes to its own, by its number. */
  members?: readonly string[];
  /** It lies beyond this machine. */
  remote?: RemoteEndpoint;
}

/** What a machine that is not this one is spared (delivery/sending/restraint.ts). */
export interface RemoteEndpoint {
  /** How many second attempts one process makes per second at most. */
  retriesPerSecond: number;
}

/** What a socket connects to. */
export interface Address {
  host: string;
  port: number;
}

const DEFAULT_PORTS: Record<string, number> = { "http:": 80, "https:": 443 };

/** To be asked once per driver or request of the bench, for it costs more than the connection that it is for. */
export function addressOf({ url, address }: Endpoint): Address {
  const { port, protocol } = new URL(url);
  return { host: address ?? hostOf({ url }), port: port === "" ? DEFAULT_PORTS[protocol]! : Number(port) };
}

/** Of each process of a service, or of the service itself. */
export const addressesOf = (endpoint: Endpoint): Address[] =>
  endpoint.members?.map((url) => addressOf({ url })) ?? [addressOf(endpoint)];

/** As its URL has it: a name, or an address. */
export const hostOf = ({ url }: Endpoint): string => new URL(url).hostname.replace(/^\[(.*)\]$/, "$1"); // an IPv6 address has brackets in a URL only

/** What a `Host` header says of it. */
export const authorityOf = ({ url }: Endpoint): string => new URL(url).host;
