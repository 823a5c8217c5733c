/** What can be known of a service of the user's own that this transport speaks to. */
import type { OwnServices } from "../card.js";
import { openOnce } from "../probe.js";
import type { SseConfig } from "./config.js";
import { createDriver } from "./driver.js";

export const own: OwnServices<SseConfig> = {
  settings: [],
  sight: (_config, flow) =>
    flow === "relay"
      ? { by: "recipient" }
      : { cannot: "its events begin in the service, and nobody can tell yours to send them" },
  /** A stream, opened and closed. */
  probe: (options) => openOnce(createDriver, options),
};
