/**
 * The program of a known service. It relays each event to the other member of the sender's room of two, as its behaviour
 * says.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { monotonicNs } from "../../clock.js";
import { Recorder } from "../../collectors/recorder.js";
import { ProcessSelf } from "../../machine/process-self.js";
import { serve } from "../../processes/channel.js";
import type { ServiceMethods, ServiceReport, StartRequest } from "../../services/service-entry.js";
import { transports } from "../../transports/registry.js";
import type { Peer } from "../../transports/selftest-part.js";
import type { Subscriber } from "../../transports/transport.js";
import { type Behaviour, delayMsOf } from "../behaviour.js";
import type { Witnessed } from "../counted-by-service.js";
import { CpuBurner } from "./cpu-burner.js";
import { Faults } from "./faults.js";
import { waitExactly } from "./wait-exactly.js";

const self = new ProcessSelf();
const burner = new CpuBurner();
let behaviour: Behaviour = {};
let peer: Peer;
let faults: Faults;
let freezer: ChildProcess | undefined;
let bodyBytes = 0;
let bytesBefore = { received: 0, sent: 0 };

const passOn = (recipient: number, body: Buffer): Promise<void> => {
  bodyBytes += body.length;
  return peer.pass(recipient, body);
};

function onEvent(sender: number, body: Buffer): void {
  bodyBytes += body.length;
  const recipient = sender ^ 1;
  const event = Number((JSON.parse(body.toString()) as { id: string }).id.slice("evt_".length));
  if (behaviour.burnCpuMs !== undefined) burner.burn(behaviour.burnCpuMs);
  if (behaviour.faults) faults.take(event, sender, recipient, body);
  else waitExactly(delayMsOf(behaviour, event), () => void passOn(recipient, body));
}

const methods = {
  async start({ transport, config, port }: StartRequest): Promise<{ port: number }> {
    behaviour = (config as { behaviour: Behaviour }).behaviour;
    const { startPeer } = await transports[transport].selftest();
    peer = await startPeer(onEvent, port);
    faults = new Faults(passOn);
    if (behaviour.freeze) freezer = fork(fileURLToPath(new URL("./freezer-entry.js", import.meta.url)));
    return { port: peer.port };
  },

  subscribe: (subscribers: Subscriber[]) => peer.subscribe(subscribers),

  memory: (): { rssBytes: number } => ({ rssBytes: process.memoryUsage.rss() }),

  begin(): void {
    bodyBytes = 0;
    faults.counts = { lost: 0, doubled: 0, heldBack: 0 };
    bytesBefore = peer.bytes();
    if (behaviour.freeze) freezer?.send(behaviour.freeze);
    self.begin();
  },

  /** It waits for nothing, because the clients have seen all that will come. */
  async end(): Promise<ServiceReport> {
    const sample = self.end();
    freezer?.send("stop");
    const { received, sent } = peer.bytes();
    const witnessed: Witnessed = {
      ...faults.counts,
      bytesReceived: received - bytesBefore.received,
      bytesSent: sent - bytesBefore.sent,
      bodyBytes,
    };
    const counters = { bytesRead: received, bytesWritten: sent, connectionsOpened: 0, connectionsOpen: 0 };
    // Only clients say what was delivered and when. What only this process can know travels with the counts by name.
    const observations = { ...new Recorder(monotonicNs).take(), reasons: { ...witnessed } };
    return { observations, sample, counters, settled: true, outstanding: [] };
  },

  async close(): Promise<void> {
    if (freezer?.connected) freezer.disconnect();
    peer.close();
  },
} satisfies Pick<ServiceMethods, "start" | "subscribe" | "memory" | "begin" | "end" | "close">;

serve(methods);
