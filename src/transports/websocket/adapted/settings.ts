/** What a scenario may say of a service that knows nothing of pushbench. None of it has a default: see names.ts. */
import { z } from "../../../schema.js";
import { headers, TOKEN, target } from "../../adapting/request-settings.js";
import { atPointer, byPattern, pattern, template } from "../../adapting/schema.js";
import type { Placeholder } from "../../adapting/template.js";
import { type AdaptedSetting, isAnswered, showsItsId } from "./names.js";

/** What is known of a connection, and what is known of an event besides. */
const OF_CONNECTION: readonly Placeholder[] = ["client", "room", "token"];
const OF_EVENT: readonly Placeholder[] = ["id", "time", "client", "room", "event", "filler"];

/** The handshake and the framing of the request are the driver's own. */
const HANDSHAKE_HEADER =
  /^(?:host|connection|upgrade|content-length|transfer-encoding|te|trailer|expect|sec-websocket-.*)$/;
/** Socket.IO's servers take no events of these names. */
const RESERVED_EVENTS = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/** As it may look with its placeholders filled in. */
const filledIn = (text: string): string => text.replace(/\{\{[^{}]*\}\}/g, "0");

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const isEmission = (value: unknown): boolean =>
  Array.isArray(value) && typeof value[0] === "string" && !RESERVED_EVENTS.includes(value[0]);

export const adaptedFields = {
  path: target(
    "The path and query of the upgrade, for a service that knows nothing of pushbench.",
    OF_CONNECTION,
  ).optional(),
  headers: headers("Headers of the upgrade. They cannot replace those of the handshake.", OF_CONNECTION, (name) =>
    HANDSHAKE_HEADER.test(name) ? "belongs to the handshake, of which subprotocol and deflate are settings" : undefined,
  ).optional(),
  subprotocol: z
    .string()
    .regex(TOKEN, "must be the name of one subprotocol, such as graphql-transport-ws")
    .describe("The subprotocol that clients offer. The service must choose it.")
    .optional(),
  greeting: z
    .union([
      z.literal(true, { error: "must be true or a regular expression" }),
      pattern("A regular expression that the greeting matches."),
    ])
    .describe(
      "Set when the service greets: a client counts as connected when its greeting has come. true: any message is one.",
    )
    .optional(),
  join: template(
    'A message that every client sends once over each connection, before its events. With protocol socket.io it is a JSON list of an event\'s name and its arguments: ["join", "{{room}}"].',
    OF_CONNECTION,
  ).optional(),
  message: template("What is sent for an event. By default it is the envelope.", OF_EVENT).optional(),
  answer: z
    .union([
      z
        .enum(["echo", "none"], {
          error: "must be echo, none, { pointer: /where/the/id/is } or { pattern: 'ack (?<id>\\S+)' }",
        })
        .describe(
          "echo: with a message that holds the event's. none: with nothing, so all that is known is that the service has read the event, and not when.",
        ),
      atPointer,
      byPattern,
    ])
    .describe(
      "How the service answers an event. pointer and pattern find the event's id in an answer. By default it is none, or with protocol socket.io an ack.",
    )
    .optional(),
  received: z
    .union([atPointer, byPattern])
    .describe(
      "Where the id of an event stands in what other clients receive (flow relay). By default the id may stand anywhere, and the message must hold the event.",
    )
    .optional(),
  protocol: z
    .enum(["socket.io"])
    .describe(
      "socket.io: clients speak Socket.IO 4, over a WebSocket from the start. Its acks are the service's answers.",
    )
    .optional(),
  emits: z
    .string()
    .min(1)
    .refine((name) => !RESERVED_EVENTS.includes(name), "is reserved by Socket.IO")
    .describe("The name under which Socket.IO clients emit events. By default it is message.")
    .optional(),
  auth: template(
    'What a Socket.IO client shows when it connects: a JSON object such as {"token": "{{token}}"}.',
    OF_CONNECTION,
    (text) => (isObject(jsonOf(filledIn(text))) ? undefined : "must be a JSON object"),
  ).optional(),
} satisfies Record<AdaptedSetting, z.ZodType>;

type Settings = { [Name in AdaptedSetting]?: z.infer<(typeof adaptedFields)[Name]> };

/** Of settings that are well each for itself: what does not go together, by setting. */
export function contradictionsIn(settings: Settings): [setting: AdaptedSetting, why: string][] {
  const { protocol, answer, greeting, join } = settings;
  const found: [AdaptedSetting, string][] = [];
  if (protocol === undefined) {
    for (const name of ["emits", "auth"] as const)
      if (settings[name] !== undefined) found.push([name, "needs protocol: socket.io"]);
    if (isAnswered(settings) && !showsItsId(settings))
      found.push(["message", "needs {{id}} or {{event}}, or no answer could be told from another"]);
    return found;
  }
  if (greeting !== undefined) found.push(["greeting", "must be left out: Socket.IO has an opening of its own"]);
  if (answer !== undefined && answer !== "none")
    found.push(["answer", "must be none or left out: answers are Socket.IO's own acks"]);
  if (join !== undefined && !isEmission(jsonOf(filledIn(join))))
    found.push([
      "join",
      'must be a JSON list of an event\'s name and its arguments, such as ["join", "room {{room}}"]',
    ]);
  return found;
}
