/** Towards one service an address has the ports that the system hands out, on Linux 28,232 of them. */
const CLIENTS_PER_ADDRESS = 20_000;

/**
 * Where a client connects from: clients beyond what one address has ports for get addresses of their own in 127.0.0.0/8, all of
 * which Linux answers for. Undefined: as the system chooses. From such an address, no other host than those of 127.0.0.0/8 is reached.
 */
export function sourceAddress(client: number, host: string): string | undefined {
  const number = Math.floor(client / CLIENTS_PER_ADDRESS);
  return number === 0 || !host.startsWith("127.") ? undefined : `127.0.1.${number}`;
}
