import { arrivals } from "../arrivals.js";
import { pacing } from "../pacing.js";
import type { Section } from "../section.js";
import { perfSecurity } from "../tls.js";
import { collectors } from "./collectors.js";
import { endpoints } from "./endpoints.js";
import { eventStreams } from "./event-streams.js";
import { growth } from "./growth.js";
import { growthMemory } from "./growth-memory.js";
import { http2 } from "./http2.js";
import { idleMemory } from "./idle-memory.js";
import { reports } from "./reports.js";
import { keepAlive, newConnection } from "./webhook.js";
import { websocketEcho } from "./websocket.js";

/** The same contest, encrypted. */
const encrypted =
  (section: Section, resumption: "on" | "off" = "on"): Section =>
  async (conditions) =>
    section({ ...conditions, tls: await perfSecurity(resumption) });

/** In the order of the report. */
export const sections: Record<string, Section> = {
  webhook: keepAlive,
  "webhook-tls": encrypted(keepAlive),
  "webhook-new-connection": newConnection,
  "webhook-tls-new-connection": encrypted(newConnection, "off"),
  "webhook-tls-new-connection-resumed": encrypted(newConnection, "on"),
  "webhook-http2": encrypted(http2),
  websocket: websocketEcho,
  "websocket-tls": encrypted(websocketEcho),
  endpoints,
  "endpoints-tls": encrypted(endpoints),
  "event-streams": eventStreams,
  "event-streams-tls": encrypted(eventStreams),
  "idle-memory": idleMemory,
  "idle-memory-tls": encrypted(idleMemory),
  collectors,
  growth,
  "growth-memory": growthMemory,
  reports,
  pacing,
  arrivals,
};
