/** The webhook service under test: a receiver, a dispatcher, or both, as the flow has it. */
import { roomBounds, SERVICE } from "../../flow.js";
import { addCounters } from "../socket-tally.js";
import type { Service, ServiceOptions } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { Dispatcher } from "./dispatcher.js";
import { Receiver } from "./receiver.js";
import { KeyRing } from "./signature.js";

export async function startService(options: ServiceOptions<WebhookConfig>): Promise<Service> {
  const { config, topology, observer } = options;
  const keys = new KeyRing(options.secret);
  const dispatcher = new Dispatcher(config, keys, observer);

  const relay = (sender: number, index: number, body: Buffer): 202 | 503 => {
    const { from, to } = roomBounds(topology, sender);
    if (!dispatcher.hasRoomFor(to - from - 1)) return 503;
    for (let member = from; member < to; member++) if (member !== sender) dispatcher.deliver(member, index, body);
    return 202;
  };
  const ingest = (_sender: number, index: number): 204 => {
    observer.delivered(SERVICE, index);
    return 204;
  };
  const accept = topology.flow === "relay" ? relay : ingest;

  const receiver = new Receiver({
    config,
    clients: topology.flow === "broadcast" ? 0 : topology.clients,
    keys,
    observer,
    accept,
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
    counters: () => addCounters(receiver.counters(), dispatcher.counters()),
    async close() {
      await Promise.all([receiver.close(), dispatcher.close()]);
    },
  };
}
