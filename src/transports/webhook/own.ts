/** What can be known of a service of the user's own that this transport speaks to. */

import { Template } from "../adapting/template.js";
import type { OwnServices } from "../card.js";
import { announce } from "./announce.js";
import type { WebhookConfig } from "./config.js";
import { type OwnSettings, ownFields } from "./own-settings.js";
import { probe } from "./probe.js";

export const own: OwnServices<WebhookConfig> = {
  settings: Object.keys(ownFields),
  sight(config, flow) {
    if (flow === "ingest") return { by: "acknowledgement" };
    if (flow === "broadcast")
      return {
        cannot: "its events begin in the service, and nobody can tell yours to send them: flow relay can be played",
      };
    if (config.subscribe === undefined)
      return {
        cannot:
          "nobody can tell your service where to send its webhooks: say how with subscribe, or name other approaches with --approaches",
      };
    return namesEvents(config)
      ? { by: "recipient" }
      : { cannot: "clients cannot tell which event they got: its body needs {{id}} or {{event}}" };
  },
  probe,
  announce,
};

/** Whether its body, or what a path or a header of it says, is enough to recognise an event that comes back. */
const namesEvents = ({ body }: OwnSettings): boolean => body === undefined || new Template(body).has("id", "event");
