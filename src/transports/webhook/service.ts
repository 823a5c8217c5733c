/** The webhook service under test: a receiver, a dispatcher, or both, as the flow has it. */
import { deliveriesPerEvent, SERVICE } from "../../flow.js";
import { longestValiditySeconds } from "../delivery/receiving/recent-ids.js";
import { serviceIntake } from "../delivery/receiving/service-intake.js";
import { otherMembers, recover } from "../delivery/recovery.js";
import { retrySpanSeconds } from "../delivery/sending/retry-delay.js";
import { addCounters } from "../socket-tally.js";
import type { Service, ServiceOptions, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { type DeliveriesOwner, Dispatcher, type Posting } from "./dispatcher.js";
import { http2Settings } from "./http2/settings.js";
import type { Receiver, ReceiverOptions } from "./receiver.js";
import { KeyRing } from "./signatures/key-ring.js";

export async function startService(options: ServiceOptions<WebhookConfig>): Promise<Service> {
  const { config, topology, guarantee, observer, tls } = options;
  const keys = new KeyRing(options.secret);
  const journal = guarantee === "at-least-once" ? options.journal : undefined;
  const speech = await speechOf(options);
  const dispatcher = new Dispatcher({ config, guarantee, keys, observer, journal, postingBy: speech.postingBy });
  const intake = serviceIntake({
    service: options,
    journal,
    keepsOrder: false, // every event is a request of its own
    horizonSeconds: horizonSeconds(options),
    patienceSeconds: 0,
    hasRoomFor: (client) => topology.flow !== "relay" || dispatcher.hasRoomFor(deliveriesPerEvent(topology, client)),
    relay(sender, index, body) {
      for (const member of otherMembers(topology, sender)) dispatcher.deliver(member, index, body, sender);
    },
  });
  for (const { sender, index, body, owedTo } of recover(journal, topology)) {
    intake.restore(sender, index);
    for (const recipient of owedTo) dispatcher.deliver(recipient, index, body, sender);
  }

  const receiver = speech.newReceiver({
    config,
    clients: topology.flow === "broadcast" ? 0 : topology.clients,
    keys,
    observer,
    intake,
    takenStatus: topology.flow === "relay" ? 202 : 204,
    tls,
  });
  const port = await receiver.listen(options.port);
  const toRecipients = (index: number, body: Buffer): void => {
    for (const recipient of dispatcher.recipients) {
      if (dispatcher.hasRoomFor(1)) dispatcher.deliver(recipient, index, body);
      else observer.refused(recipient, index, "dispatch queue full");
    }
  };
  const { bus } = options.member ?? {};
  bus?.listen((_sender, index, body) => toRecipients(index, body));

  return {
    port,
    subscribe(subscribers) {
      const own = ownRecipients(subscribers, options);
      if (config.registration === undefined) return dispatcher.subscribe(own);
      return dispatcher.confirm(own).then(() => dispatcher.subscribe(own));
    },
    publish(index, body) {
      bus?.publish(SERVICE, index, body);
      toRecipients(index, body);
    },
    pending: () => dispatcher.pending + intake.pending + (bus?.pending ?? 0),
    outstanding: () => dispatcher.outstanding(),
    misbehave: (how) => intake.misbehave(how),
    counters: () => addCounters(receiver.counters(), dispatcher.counters()),
    async close() {
      intake.stop();
      await Promise.all([receiver.close(), dispatcher.close()]);
    },
  };
}

/** Of a broadcast, each process posts to its share of the recipients. */
function ownRecipients(
  subscribers: readonly Subscriber[],
  { member, topology }: ServiceOptions<WebhookConfig>,
): readonly Subscriber[] {
  if (member === undefined || topology.flow !== "broadcast") return subscribers;
  return subscribers.filter(({ client }) => client % member.of === member.number);
}

/**
 * As long as a signature that is listened to can be used; for at-least-once, that of a sender's last attempt. Without
 * signatures there is nothing to replay.
 */
export function horizonSeconds({ guarantee, config }: ServiceOptions<WebhookConfig>): number {
  const validSeconds = config.signature === "none" ? 0 : longestValiditySeconds(config.toleranceSeconds);
  return validSeconds + (guarantee === "at-least-once" ? retrySpanSeconds(config) : 0);
}

/** What speaks to clients, by one version of HTTP. */
interface Speech {
  postingBy(owner: DeliveriesOwner): Posting;
  newReceiver(options: ReceiverOptions): Pick<Receiver, "listen" | "counters" | "close">;
}

/** Loads the one that is asked for: a process has no memory for the other. */
async function speechOf({ config, tls }: ServiceOptions<WebhookConfig>): Promise<Speech> {
  const http2 = http2Settings(config.http2);
  if (http2 === undefined) {
    const [{ Pools }, { Receiver }] = await Promise.all([import("./http1/pools.js"), import("./receiver.js")]);
    return {
      postingBy: (owner) => new Pools(owner, config, tls),
      newReceiver: (options) => new Receiver(options),
    };
  }
  if (tls === undefined) throw new Error("HTTP/2 needs TLS");
  const [{ Http2Routes }, { Http2Receiver }] = await Promise.all([
    import("./http2/routes.js"),
    import("./http2/receiver.js"),
  ]);
  return {
    postingBy: (owner) => new Http2Routes(owner, config, http2, tls),
    newReceiver: (options) => new Http2Receiver(options, http2, tls),
  };
}
