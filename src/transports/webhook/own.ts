/** What can be known of a service of the user's own that this transport speaks to. */
import type { OwnServices } from "../card.js";
import { accepts } from "../probe.js";
import type { WebhookConfig } from "./config.js";

export const own: OwnServices<WebhookConfig> = {
  settings: [],
  sight: (_config, flow) =>
    flow === "ingest"
      ? { by: "acknowledgement" }
      : { cannot: "nobody can tell your service where to send its webhooks: name other approaches with --approaches" },
  probe: ({ endpoint, signal }) => accepts(endpoint, signal),
};
