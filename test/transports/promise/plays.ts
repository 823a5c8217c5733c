/**
 * What the promises are held against: every transport of the registry × way of its bytes × flow × guarantee × side whose
 * recipients go wrong. Nothing here asks for a transport by its name: what one can do is read from its settings.
 */
import { type Flow, flowNames, type Guarantee, guaranteeNames, SERVICE } from "../../../src/flow.js";
import { isHit } from "../../../src/transports/delivery/receiving/misbehaviour.js";
import {
  type AnyCard,
  type TransportName,
  transportNames,
  transports,
  transportsPlaying,
} from "../../../src/transports/registry.js";
import { unknownSettings, type Way, ways } from "./settings.js";

/** Whose recipients: the service, which receives what clients send, or the clients, which receive what the service sends. */
export type Side = "service" | "clients";

export interface Play {
  transport: TransportName;
  way: Way;
  flow: Flow;
  guarantee: Guarantee;
  side: Side;
}

const sidesOf: Record<Flow, readonly Side[]> = {
  ingest: ["service"],
  relay: ["service", "clients"],
  broadcast: ["clients"],
};

const flowsOf = (transport: TransportName): readonly Flow[] =>
  flowNames.filter((flow) => transportsPlaying(flow).includes(transport));

export const wayNames = Object.keys(ways) as Way[];
export const securedWays = wayNames.filter((way) => "tls" in ways[way]);

const transportsOfWays: readonly [TransportName, Way][] = (
  await Promise.all(
    transportNames.map(async (transport) => {
      const schema = await (transports[transport] as AnyCard).config();
      const possible = wayNames.filter((way) => unknownSettings(schema, ways[way]).length === 0);
      return possible.map((way): [TransportName, Way] => [transport, way]);
    }),
  )
).flat();

let usualWays: readonly Way[] = ["plain"];

/** Has everything that names no ways itself played over these. To be called before such tests are loaded. */
export function playOver(...these: Way[]): void {
  usualWays = these;
}

interface Which {
  ways?: readonly Way[];
  guarantee?: Guarantee;
  side?: Side;
  flows?: readonly Flow[];
}

/** Every play that fits, or those over some ways, of one guarantee, of one side, of some flows. */
export function plays(only: Which = {}): Play[] {
  const all = transportsOfWays.flatMap(([transport, way]) =>
    flowsOf(transport).flatMap((flow) =>
      guaranteeNames.flatMap((guarantee) => sidesOf[flow].map((side) => ({ transport, way, flow, guarantee, side }))),
    ),
  );
  return all.filter(
    ({ way, flow, guarantee, side }) =>
      (only.ways ?? usualWays).includes(way) &&
      guarantee === (only.guarantee ?? guarantee) &&
      side === (only.side ?? side) &&
      (only.flows ?? flowNames).includes(flow),
  );
}

/** One play for each flow, where it does not matter which side would go wrong. */
export const playsOfFlows = (only: Which = {}): Play[] =>
  plays(only).filter(({ flow, side }) => side === sidesOf[flow][0]);

export const nameOf = ({ transport, way, flow, guarantee, side }: Play): string =>
  [
    way === "plain" ? transport : `${transport} over ${way}`,
    flow,
    guarantee,
    side === "service" ? "the service" : "clients",
  ].join(", ");

export const CLIENTS = 6;
export const ROOM_SIZE = 3;
/** Probes are events from here on; no expectation counts them. */
export const FIRST_PROBE = 1_000_000;

export const senderOf = (index: number): number => index % CLIENTS;

/** Events from `from` to before `to`; consecutive ones have different senders. */
export const events = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** `recipient index` of every delivery that must be made, by the rules of the flow spelled out once more; sorted. */
export function deliveriesOf(flow: Flow, indexes: readonly number[]): string[] {
  const room = (client: number): number => Math.floor(client / ROOM_SIZE);
  const clients = events(0, CLIENTS);
  const recipients: Record<Flow, (sender: number) => number[]> = {
    ingest: () => [SERVICE],
    relay: (sender) => clients.filter((client) => client !== sender && room(client) === room(sender)),
    broadcast: () => clients,
  };
  return indexes.flatMap((index) => recipients[flow](senderOf(index)).map((to) => `${to} ${index}`)).sort();
}

/** `client index` of what is sent towards the side that goes wrong, named as its sender names it; sorted. */
export const sendsTo = ({ side, flow }: Play, indexes: readonly number[]): string[] =>
  side === "clients" ? deliveriesOf(flow, indexes) : indexes.map((index) => `${senderOf(index)} ${index}`).sort();

/** `recipient index` of what came, in this order, after a later event of the same sender at the same recipient. */
export function outOfOrder(flow: Flow, deliveries: readonly { client: number; index: number }[]): string[] {
  const last = new Map<string, number>();
  return deliveries.flatMap(({ client, index }) => {
    const stream = `${client} ${flow === "broadcast" ? SERVICE : senderOf(index)}`;
    const isLate = index < (last.get(stream) ?? -1);
    last.set(stream, index);
    return isLate ? [`${client} ${index}`] : [];
  });
}

type Purpose = Parameters<typeof isHit>[0];

/** The first event whose attempts are hit (true) or spared (false) as the pattern has it. */
export function eventWithFate(purpose: Purpose, share: number, pattern: readonly boolean[]): number {
  let index = 0;
  while (!pattern.every((hit, attempt) => isHit(purpose, share, index, attempt) === hit)) index++;
  return index;
}

/** How many attempts are hit until each of these sends (`client index`) was spared once. */
export function attemptsHit(purpose: Purpose, share: number, sends: readonly string[]): number {
  let hits = 0;
  for (const send of sends) {
    const index = Number(send.split(" ")[1]);
    for (let attempt = 0; isHit(purpose, share, index, attempt); attempt++) hits++;
  }
  return hits;
}
