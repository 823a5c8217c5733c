/** Prepares a round: it starts every service, connects every client to it, and hands out the schedules. */
import { randomBytes } from "node:crypto";
import type { Schedule } from "../executors/schedule.js";
import { clientsOfSegment, eventsOfSegment } from "../executors/segment.js";
import { shareOf } from "../executors/share.js";
import type { Guarantee } from "../flow.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { CalledProcess } from "../processes/called-process.js";
import type { OneHandshake } from "../result/wire.js";
import type { HandshakeBytes, MeasuredHandshakes } from "../tls/handshake-bytes.js";
import type { Security } from "../tls/security.js";
import { type TlsSetting, tlsSettings } from "../tls/settings.js";
import { addressOf, type Endpoint } from "../transports/endpoint.js";
import { connectionFacts, type TransportName } from "../transports/registry.js";
import type { Subscriber } from "../transports/transport.js";
import type { ApproachRun } from "./approach-run.js";
import { connectClients } from "./connecting/connect-clients.js";
import type { BenchContext, RoundPlan } from "./context.js";

/** Tens of thousands of clients and their events take a while to be handed over. */
const LOAD_MS = 60_000;

export async function connectAll(
  context: BenchContext,
  plan: RoundPlan,
  runs: readonly ApproachRun[],
  /** The numbers of the runs, in the order in which they are started. */
  order: readonly number[],
  generators: readonly CalledProcess<GeneratorMethods>[],
  turnTo: (part: "startNs" | "connectNs") => void,
): Promise<void> {
  const { scenario, topology, source } = context;
  const { guarantee } = scenario;
  const { pacing } = scenario.run;
  const segments = generators.map((_, index) => clientsOfSegment(topology, { index, count: generators.length }));
  const secret = randomBytes(24).toString("base64url");
  for (const i of order) {
    const run = runs[i]!;
    const { label: approach } = run;
    const { config } = run.setting.approach;
    const transport = run.setting.approach.transport as TransportName;
    const { journal, network } = run.setting;
    const tls = context.securities.get(approach);
    turnTo("startNs");
    const url = await run.service.start(
      {
        ...{ transport, config, topology, guarantee, secret, port: context.port && context.port + i },
        ...(tls === undefined ? {} : { tls }),
        ...(journal === undefined ? {} : { journal }),
      },
      scenario.run.readySeconds,
    );
    await run.relay?.set(network);
    turnTo("connectNs");
    const direct = context.permission?.endpoints.get(approach) ?? endpointOf(run, url);
    const endpoint = run.relay ? await run.relay.endpointTo(direct) : direct;
    await run.measureIdleMemory(0);
    const { isOwn } = run.service;
    const common = {
      ...{ approach, transport, config, topology, guarantee, secret, endpoint, isOwn },
      ...(tls === undefined ? {} : { tls }),
    };
    for (const [g, generator] of generators.entries()) {
      await generator.call("addSide", { ...common, clients: segments[g]! }, LOAD_MS);
    }
    const { sample, listener } = await connectClients({
      ...{ run, topology, segments, generators },
      ...{ round: plan.number, tell: context.tell },
    });
    run.connecting = sample;
    run.connections = await connectionsOf(run, guarantee, tls, direct, listener);
    if (topology.flow === "broadcast") await run.service.call("load", { source, schedules: plan.schedules, pacing });
  }
  // What a service of the user's own delivers is compared with all that was sent (generators/genuine-deliveries.ts).
  const knowsAll = runs.some(({ service }) => service.isOwn);
  await Promise.all(
    generators.map((generator, g) => {
      const share = (schedule: Schedule) => shareOf(schedule, eventsOfSegment(schedule, segments[g]!), knowsAll);
      const shares = { warmUp: share(plan.schedules.warmUp), measured: share(plan.schedules.measured) };
      const { windowPerClient } = context;
      return generator.call(
        "load",
        { source, shares, pacing, ...(windowPerClient === undefined ? {} : { windowPerClient }) },
        LOAD_MS,
      );
    }),
  );
}

function endpointOf({ service: { memberUrls } }: ApproachRun, url: string): Endpoint {
  return memberUrls === undefined ? { url } : { url, members: memberUrls };
}

/** What connections are like, and what a handshake carries that either side begins. `listener`: one of the clients that listen. */
async function connectionsOf(
  { setting, service }: ApproachRun,
  guarantee: Guarantee,
  tls: Security | undefined,
  endpoint: Endpoint,
  listener: Subscriber | undefined,
): Promise<ApproachRun["connections"]> {
  const facts = connectionFacts(setting.approach, guarantee);
  if (tls === undefined) return { connection: facts };
  const { version, resumption } = tls;
  const certificate = tlsSettings(setting.approach.config.tls as TlsSetting | undefined)?.certificate;
  const isOurs = !service.isOwn && certificate !== undefined;
  const connection = { ...facts, tls: { version, resumption, ...(isOurs && { certificate }) } };
  const { handshakeBytes } = await import("../tls/handshake-bytes.js"); // most runs never need it
  const measured = (to: Endpoint) =>
    handshakeBytes(
      { security: tls, alpn: facts.protocol, host: addressOf({ url: to.url }).host, mayLackAlpn: service.isOwn },
      addressOf(to),
    ).catch(() => ({})); // whoever needs the connection says so
  const byClients = await measured(endpoint);
  // How a service of the user's own begins a handshake is its own affair.
  const byService = listener && !service.isOwn ? await measured(listener) : undefined;
  const toService = ({ writtenBytes, readBytes }: HandshakeBytes): OneHandshake => ({
    ...{ toServiceBytes: writtenBytes, fromServiceBytes: readBytes },
  });
  const fromService = ({ writtenBytes, readBytes }: HandshakeBytes): OneHandshake => ({
    ...{ toServiceBytes: readBytes, fromServiceBytes: writtenBytes },
  });
  return {
    connection,
    oneHandshake: {
      byClients: eachKind(byClients, toService),
      ...(byService && { byService: eachKind(byService, fromService) }),
    },
  };
}

const eachKind = ({ full, resumed }: MeasuredHandshakes, as: (bytes: HandshakeBytes) => OneHandshake) => ({
  ...(full && { full: as(full) }),
  ...(resumed && { resumed: as(resumed) }),
});
