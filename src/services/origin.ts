/** Where on this machine a service listens that may have chosen between IPv4 and IPv6: a name such as localhost means both. */
import { connect } from "node:net";
import { LOOPBACK, LOOPBACK_V6 } from "../loopback.js";

/** Both addresses to which "localhost" may lead, in the order in which they are tried. */
export const LOOPBACK_HOSTS: readonly string[] = [LOOPBACK, LOOPBACK_V6];

/**
 * The first of the hosts at which somebody accepts connections. Undefined when nobody does. A service that listens on all
 * addresses may begin while it is looked for, after an earlier host was tried: those are tried once more.
 */
export async function acceptingHost(
  hosts: readonly string[],
  port: number,
  acceptsAt = accepts,
): Promise<string | undefined> {
  const first = async (among: readonly string[]): Promise<string | undefined> => {
    for (const host of among) if (await acceptsAt(host, port)) return host;
    return undefined;
  };
  const found = await first(hosts);
  return found === undefined ? undefined : ((await first(hosts.slice(0, hosts.indexOf(found)))) ?? found);
}

export const originAt = (host: string, port: number, isEncrypted: boolean): string =>
  `${isEncrypted ? "https" : "http"}://${shownHost(host)}:${port}`;

/** "127.0.0.1:5000 or [::1]:5000" */
export const shownAddresses = (hosts: readonly string[], port: number): string =>
  hosts.map((host) => `${shownHost(host)}:${port}`).join(" or ");

const shownHost = (host: string): string => (host.includes(":") ? `[${host}]` : host);

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (isOpen: boolean) => (): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", answer(true)).once("error", answer(false));
  });
}
