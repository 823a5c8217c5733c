/** Which check holds the stacks of a transport against what they must do, and what a stack may promise there. */
import type { TransportName } from "../transports/registry.js";
import type { Check } from "./check.js";
import { checkWebhook, webhookPromises } from "./check-webhook.js";
import { checkWebSocket, websocketPromises } from "./check-websocket.js";

export interface TransportCheck {
  check: Check;
  /** The names of all promises that it looks at. */
  promises: readonly string[];
}

export type Checks = Partial<Record<TransportName, TransportCheck>>;

export const checks: Checks = {
  webhook: { check: checkWebhook, promises: webhookPromises },
  websocket: { check: checkWebSocket, promises: websocketPromises },
};
