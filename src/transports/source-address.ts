/** Towards one service an address has the ports that the system hands out, on Linux 28,232 of them. */
const CLIENTS_PER_ADDRESS = 20_000;

/** Only to these does a packet from another address of 127.0.0.0/8 lead: not to ::1, and not to another machine. */
const IPV4_LOOPBACK = /^127\./;

/**
 * Where a client connects from: clients beyond what one address has ports for get addresses of their own in 127.0.0.0/8, all of
 * which Linux answers for. Undefined: as the system chooses. `host`: whom it connects to.
 */
export function sourceAddress(client: number, host: string): string | undefined {
  if (!IPV4_LOOPBACK.test(host)) return undefined;
  const number = Math.floor(client / CLIENTS_PER_ADDRESS);
  return number === 0 ? undefined : `127.0.1.${number}`;
}
