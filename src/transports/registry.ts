/** Every transport that pushbench has: one folder and one line. Names, choices and error texts derive from their cards. */
import type { Flow, Guarantee } from "../flow.js";
import type { Alpn } from "../tls/security.js";
import type { Card, Window } from "./card.js";
import { sse } from "./sse/card.js";
import { webhook } from "./webhook/card.js";
import { websocket } from "./websocket/card.js";

// biome-ignore lint/suspicious/noExplicitAny: each transport has settings and messages of its own; the schema checks the settings at run time
export type AnyCard = Card<any, any>;

export const transports = { webhook, sse, websocket } satisfies Record<string, AnyCard>;

export type TransportName = keyof typeof transports;
export const transportNames = Object.keys(transports) as TransportName[];

/** Those that have a part in the flow. */
export const transportsPlaying = (flow: Flow): readonly TransportName[] =>
  transportNames.filter((name) => (transports[name] as AnyCard).cannotPlay?.[flow] === undefined);

const cards = new Map<string, AnyCard>(Object.entries(transports));

/** The card of a transport that a validated scenario names. */
export function cardOf(transport: string): AnyCard {
  const card = cards.get(transport);
  if (card === undefined) throw new Error(`there is no transport "${transport}"`);
  return card;
}

/** npm packages that carry the load of some transport. */
export const transportPackages: readonly string[] = [
  ...new Set([...cards.values()].flatMap(({ packages }) => packages)),
];

/** What the connections of an approach are like, and how much may be under way over them. */
export function connectionFacts(
  approach: { transport: string; config: unknown },
  guarantee: Guarantee,
): ConnectionFacts {
  const { transport, config } = approach;
  const card = cardOf(transport);
  const { connections, inFlightEach } = card.window(config, guarantee);
  const each = inFlightEach === undefined ? {} : { inFlightEach };
  return { protocol: card.alpn?.(config) ?? "http/1.1", connections, ...each };
}

export interface ConnectionFacts {
  protocol: Alpn;
  connections: Window["connections"];
  /** Absent: as many as are sent. */
  inFlightEach?: number;
}

/** What reports must know of these approaches' transports: it travels in the result. Those that are not ours are left out. */
export function transportFacts(
  approaches: readonly { transport: string }[],
): Record<string, Pick<AnyCard, "referenceRank">> {
  return Object.fromEntries(
    approaches.flatMap(({ transport }) => {
      const card = cards.get(transport);
      return card === undefined ? [] : [[transport, { referenceRank: card.referenceRank }]];
    }),
  );
}

/** A result of before it said so with what is known today, so that its ratios have the same reference as a new one's. */
export const withTransportFacts = <Known extends { approaches: readonly { transport: string }[]; transports?: object }>(
  result: Known,
): Known => (result.transports === undefined ? { ...result, transports: transportFacts(result.approaches) } : result);
