import { arrivals } from "../arrivals.js";
import { pacing } from "../pacing.js";
import type { Section } from "../section.js";
import { collectors } from "./collectors.js";
import { endpoints } from "./endpoints.js";
import { eventStreams } from "./event-streams.js";
import { idleMemory } from "./idle-memory.js";
import { keepAlive, newConnection } from "./webhook.js";
import { websocketEcho } from "./websocket.js";

/** In the order of the report. */
export const sections: Record<string, Section> = {
  webhook: keepAlive,
  "webhook-new-connection": newConnection,
  websocket: websocketEcho,
  endpoints,
  "event-streams": eventStreams,
  "idle-memory": idleMemory,
  collectors,
  pacing,
  arrivals,
};
