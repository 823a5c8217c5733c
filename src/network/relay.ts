/**
 * A simulated network between clients and service. Whoever wants to reach an address connects to the relay, which connects to
 * that address and passes bytes both ways, as late, as slowly and as unreliably as it is told. The kernel accepts a connection on
 * the relay's behalf at once. So the round trip of opening is added to the opener's first bytes, and a missing service shows as a
 * reset.
 */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../clock.js";
import type { Pacer } from "../generators/pacing/pacer.js";
import { Histogram } from "../histogram.js";
import type { NetworkConditions } from "../network-conditions.js";
import { resetConnection } from "../tls/raw-socket.js";
import type { Address } from "../transports/endpoint.js";
import { msToNs, NS_PER_MS } from "../units.js";
import { Lane, type Network } from "./lane.js";
import { LaneQueue } from "./lane-queue.js";

const BACKLOG = 4096;

interface Link {
  sockets: readonly [near: Socket, far: Socket];
  lanes: readonly Lane[];
}

export class Relay {
  readonly #network: Network;
  readonly #servers: Server[] = [];
  readonly #links = new Set<Link>();

  constructor(pacer: Pacer, clock: Clock) {
    this.#network = {
      conditions: { roundTripMs: 0 },
      queue: new LaneQueue(pacer, clock, NS_PER_MS),
      clock,
      excessDelay: new Histogram(),
      passingSinceNs: 0,
    };
  }

  /** Resolves with the address that leads to `target`: on that host of this machine, a port of its own. */
  async listen(target: Address, host = target.host): Promise<Address> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#open(socket, target));
    this.#servers.push(server);
    server.listen({ host, port: 0, backlog: BACKLOG });
    await once(server, "listening");
    return { host, port: (server.address() as { port: number }).port };
  }

  /** The conditions hold from now on. Bytes that are on their way keep their times. */
  set(conditions: NetworkConditions): void {
    const before = this.#network.conditions.cut;
    this.#network.conditions = conditions;
    this.#network.queue.longestSleepNs = Math.max(NS_PER_MS, msToNs(conditions.roundTripMs) / 2);
    const { cut } = conditions;
    if (cut === before) return;
    if (cut === "reset") for (const { sockets } of this.#links) for (const socket of sockets) resetConnection(socket);
    if (cut === "half-open") for (const { lanes } of this.#links) for (const lane of lanes) lane.die();
    if (cut !== undefined) return;
    this.#network.passingSinceNs = this.#network.clock();
    for (const { lanes } of this.#links) for (const lane of lanes) lane.flush(this.#network.passingSinceNs);
  }

  /** Forgets how exact the relay has been so far. */
  beginMeasuring(): void {
    this.#network.excessDelay = new Histogram();
  }

  get excessDelay(): Histogram {
    return this.#network.excessDelay;
  }

  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const { sockets } of this.#links) for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  }

  #open(near: Socket, target: Address): void {
    if (this.#network.conditions.cut === "reset") {
      near.on("error", () => {});
      resetConnection(near);
      return;
    }
    const openedNs = this.#network.clock() + msToNs(this.#network.conditions.roundTripMs);
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const lanes = [new Lane(this.#network, near, far, openedNs), new Lane(this.#network, far, near, 0)];
    const link: Link = { sockets: [near, far], lanes };
    this.#links.add(link);
    for (const socket of link.sockets) {
      socket.on("close", () => {
        if (near.destroyed && far.destroyed) this.#links.delete(link);
      });
    }
  }
}
