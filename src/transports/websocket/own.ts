/** What can be known of a service of the user's own that this transport speaks to. */
import type { OwnServices } from "../card.js";
import { accepts } from "../probe.js";
import type { WebSocketConfig } from "./config.js";

export const own: OwnServices<WebSocketConfig> = {
  settings: [],
  sight(_config, flow, guarantee) {
    if (flow === "relay") return { by: "recipient" };
    if (flow === "broadcast")
      return { cannot: "its events begin in the service, and nobody can tell yours to send them" };
    return guarantee === "at-least-once"
      ? { by: "acknowledgement" }
      : { cannot: "under at-most-once no acknowledgement shows what your service took: --set guarantee=at-least-once" };
  },
  probe: ({ endpoint, signal }) => accepts(endpoint, signal),
};
