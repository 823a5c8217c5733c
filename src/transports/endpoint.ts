/** Where a service is to be found, as a driver is told it. */

export interface Endpoint {
  /** An origin: `http://host:port`. Which paths lie behind it is the transport's own affair. */
  url: string;
}

/** What a socket connects to. */
export interface Address {
  host: string;
  port: number;
}

const DEFAULT_PORTS: Record<string, number> = { "http:": 80, "https:": 443 };

/** To be asked once per driver or request of the bench, for it costs more than the connection that it is for. */
export function addressOf({ url }: Endpoint): Address {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1"); // an IPv6 address has brackets in a URL only
  return { host, port: port === "" ? DEFAULT_PORTS[protocol]! : Number(port) };
}

/** What a `Host` header says of it. */
export const authorityOf = ({ url }: Endpoint): string => new URL(url).host;
