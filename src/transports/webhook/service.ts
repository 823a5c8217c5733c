/** The webhook service under test: a receiver, a dispatcher, or both, as the flow has it. */
import { deliveriesPerEvent } from "../../flow.js";
import { longestValiditySeconds } from "../delivery/receiving/recent-ids.js";
import { serviceIntake } from "../delivery/receiving/service-intake.js";
import { otherMembers, recover } from "../delivery/recovery.js";
import { retrySpanSeconds } from "../delivery/sending/retry-delay.js";
import { addCounters } from "../socket-tally.js";
import type { Service, ServiceOptions } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { Dispatcher } from "./dispatcher.js";
import { Receiver } from "./receiver.js";
import { KeyRing } from "./signatures/key-ring.js";

export async function startService(options: ServiceOptions<WebhookConfig>): Promise<Service> {
  const { config, topology, guarantee, observer, tls } = options;
  const keys = new KeyRing(options.secret);
  const journal = guarantee === "at-least-once" ? options.journal : undefined;
  const dispatcher = new Dispatcher({ config, guarantee, keys, observer, journal, tls });
  const intake = serviceIntake({
    service: options,
    journal,
    keepsOrder: false, // every event is a request of its own
    horizonSeconds: horizonSeconds(options),
    patienceSeconds: 0,
    hasRoomFor: (client) => topology.flow !== "relay" || dispatcher.hasRoomFor(deliveriesPerEvent(topology, client)),
    relay(sender, index, body) {
      for (const member of otherMembers(topology, sender)) dispatcher.deliver(member, index, body);
    },
  });
  for (const { sender, index, body, owedTo } of recover(journal, topology)) {
    intake.restore(sender, index);
    for (const recipient of owedTo) dispatcher.deliver(recipient, index, body);
  }

  const receiver = new Receiver({
    config,
    clients: topology.flow === "broadcast" ? 0 : topology.clients,
    keys,
    observer,
    intake,
    takenStatus: topology.flow === "relay" ? 202 : 204,
    tls,
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
    pending: () => dispatcher.pending + intake.pending,
    outstanding: () => dispatcher.outstanding(),
    misbehave: (how) => intake.misbehave(how),
    counters: () => addCounters(receiver.counters(), dispatcher.counters()),
    async close() {
      intake.stop();
      await Promise.all([receiver.close(), dispatcher.close()]);
    },
  };
}

/**
 * As long as a signature that is listened to can be used; for at-least-once, that of a sender's last attempt. Without
 * signatures there is nothing to replay.
 */
export function horizonSeconds({ guarantee, config }: ServiceOptions<WebhookConfig>): number {
  const validSeconds = config.signature === "none" ? 0 : longestValiditySeconds(config.toleranceSeconds);
  return validSeconds + (guarantee === "at-least-once" ? retrySpanSeconds(config) : 0);
}
