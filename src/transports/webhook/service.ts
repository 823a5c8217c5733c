/** The webhook service under test: a receiver, a dispatcher, or both, as the flow has it. */
import { roomBounds, SERVICE } from "../../flow.js";
import { journalProblem } from "../delivery/reasons.js";
import { otherMembers, recover } from "../delivery/recovery.js";
import { addCounters } from "../socket-tally.js";
import type { Service, ServiceOptions } from "../transport.js";
import { Refusal } from "./admission.js";
import type { WebhookConfig } from "./config.js";
import { Dispatcher } from "./dispatcher.js";
import { Receiver } from "./receiver.js";
import { KeyRing } from "./signatures/key-ring.js";

export async function startService(options: ServiceOptions<WebhookConfig>): Promise<Service> {
  const { config, topology, guarantee, observer } = options;
  const keys = new KeyRing(options.secret);
  const journal = guarantee === "at-least-once" ? options.journal : undefined;
  const { known, owed } = journal ? recover(journal, topology) : { known: [], owed: [] };
  const dispatcher = new Dispatcher({ config, guarantee, keys, observer, journal });
  for (const { recipient, index, body } of owed) dispatcher.deliver(recipient, index, body);

  const writeDown = (sender: number, index: number, body: Buffer): void => {
    try {
      journal?.accepted(sender, index, body);
    } catch (error) {
      throw new Refusal(500, journalProblem(error));
    }
  };
  const relay = (sender: number, index: number, body: Buffer): 202 | 503 => {
    const { from, to } = roomBounds(topology, sender);
    if (!dispatcher.hasRoomFor(to - from - 1)) return 503;
    writeDown(sender, index, body);
    for (const member of otherMembers(topology, sender)) dispatcher.deliver(member, index, body);
    return 202;
  };
  const ingest = (sender: number, index: number, body: Buffer): 204 => {
    writeDown(sender, index, body);
    observer.delivered(SERVICE, index);
    return 204;
  };

  const receiver = new Receiver({
    config,
    guarantee,
    clients: topology.flow === "broadcast" ? 0 : topology.clients,
    keys,
    observer,
    known,
    accept: topology.flow === "relay" ? relay : ingest,
  });
  const port = await receiver.listen(options.port);

  return {
    port,
    subscribe: (subscribers) => dispatcher.subscribe(subscribers),
    publish(index, body) {
      for (const recipient of dispatcher.recipients) {
        if (dispatcher.hasRoomFor(1)) dispatcher.deliver(recipient, index, body);
        else observer.refused(recipient, index, "dispatch queue full");
      }
    },
    pending: () => dispatcher.pending,
    outstanding: () => dispatcher.outstanding(),
    misbehave: (how) => receiver.misbehave(how),
    counters: () => addCounters(receiver.counters(), dispatcher.counters()),
    async close() {
      await Promise.all([receiver.close(), dispatcher.close()]);
    },
  };
}
