/** The text of a new scenario file. It is complete, valid, and commented for somebody who has never written one. */
import { type Flow, flows } from "../flow.js";
import { builtInApproach, builtInApproachNames, usualApproaches } from "../scenario/approaches.js";

interface Start {
  clients: number;
  /** The comment of the line `clients`. */
  who: string;
  perSecond: number;
  template: string;
  bytes: string;
}

const starts = {
  ingest: {
    clients: 20,
    who: "senders",
    perSecond: 200,
    template: "payment",
    bytes: "{ median: 2000, p95: 5000 }",
  },
  broadcast: {
    clients: 100,
    who: "subscribers: every event goes to each of them",
    perSecond: 10,
    template: "ticker",
    bytes: "{ min: 100, max: 130 }",
  },
  relay: {
    clients: 100,
    who: "members, in rooms",
    perSecond: 100,
    template: "chat-message",
    bytes: "{ median: 300, p95: 900 }",
  },
} satisfies Record<Flow, Start>;

/** The JSON Schema with which editors complete and check while one types. It lies beside the file. */
export const SCHEMA_FILE = "scenario.schema.json";

export function scenarioTemplate({ name, flow }: { name: string; flow: Flow }): string {
  const { clients, who, perSecond, template, bytes } = starts[flow];
  const rooms =
    flow === "relay" ? "rooms: { size: 10 } # an event goes to the 9 other members of its sender's room\n" : "";
  const choices = Object.entries(flows).map(([key, what]) => `#   ${key.padEnd(9)}  ${what}`);
  return `# yaml-language-server: $schema=./${SCHEMA_FILE}
title: "${name}"
source: Say where the figures below come from, so that a reader can judge them.

# Where events begin and who must receive them:
${choices.join("\n")}
flow: ${flow}
clients: ${clients} # ${who}
${rooms}
# at-least-once: every hop acknowledges every event. at-most-once: sent once and forgotten.
guarantee: at-least-once

# When events are due. perSecond counts events of all senders together, not deliveries.
arrivals: { executor: poisson-arrival-rate, perSecond: ${perSecond} }

# What an event contains. bytes: a number, { min, max }, { median, p95 } or quantiles { p0, p50, p100 }.
payload:
  template: ${template}
  bytes: ${bytes}

# What is compared. A built-in name needs nothing after it:
#   ${builtInApproachNames.join(", ")}
# Your own: ${ownApproach()}.
approaches:
${Object.keys(usualApproaches)
  .map((name) => `  ${name}:`)
  .join("\n")}

# tls: true # encrypts every approach that says nothing else itself, with certificates that are made for the run

# Limits that every approach must hold; \`pushbench bench\` exits with 1 when one does not.
objectives: { latencyP99Ms: 200, lost: 0 }

# 6 rounds are the fewest that allow a confidence interval.
run: { rounds: 6, measureSeconds: 3, seed: 1 }
`;
}

/** A built-in that has settings of its own, as one writes it. */
function ownApproach(): string {
  const spelled = builtInApproachNames.map((name) => Object.entries(builtInApproach(name)!));
  const settings = spelled.find((entries) => entries.length > 1) ?? spelled[0]!;
  return `{ ${settings.map(([key, value]) => `${key}: ${value}`).join(", ")} }`;
}
