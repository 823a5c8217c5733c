/** What a fleet's run says in lines of their own: who plays, and who is lost. */
import type { HostsChanged } from "../../bench/run-events.js";
import { count } from "../../reporters/format.js";

type Hosts = HostsChanged["hosts"];

const partOf = ({ clients, services }: Hosts[number]): string =>
  services ? "the services" : `${count(clients)} clients`;

export class HostNews {
  #players = "";
  #lost = new Set<string>();

  /** What was not said before, the figures of a line each. `withClients`: how many each plays belongs to it. */
  linesOf(hosts: Hosts, withClients: boolean): string[][] {
    const players = hosts.map(
      (one) => `${one.worker} on ${one.host}${withClients || one.services ? ` (${partOf(one)})` : ""}`,
    );
    const lost = hosts.filter(({ state }) => state === "lost").map(({ worker }) => worker);
    const lines = lost.filter((worker) => !this.#lost.has(worker)).map((worker) => [`worker ${worker} is lost`]);
    if (players.join() !== this.#players) lines.unshift(players);
    this.#players = players.join();
    this.#lost = new Set(lost);
    return lines;
  }
}
