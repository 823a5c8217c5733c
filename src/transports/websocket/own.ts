/** What can be known of a service of the user's own that this transport speaks to. */
import type { Flow, Guarantee } from "../../flow.js";
import type { OwnServices, Sight } from "../card.js";
import { openOnce } from "../probe.js";
import { adaptedSettings, isAdapted, isAnswered, showsItsId } from "./adapted/names.js";
import type { WebSocketConfig } from "./config.js";
import { createDriver } from "./driver.js";

export const own: OwnServices<WebSocketConfig> = {
  settings: adaptedSettings,
  sight,
  /** An upgrade, the greeting if there is one, and a close: what a client joins would have a member too many. */
  probe: ({ config, ...options }) => openOnce(createDriver, { ...options, config: { ...config, join: undefined } }),
};

function sight(config: WebSocketConfig, flow: Flow, guarantee: Guarantee): Sight {
  if (flow === "broadcast")
    return {
      cannot: "its events begin in the service, and nobody can tell yours to send them: --set flow=relay",
    };
  if (isAdapted(config)) return flow === "relay" ? sightOfRelay(config, guarantee) : sightOfIngest(config, guarantee);
  if (flow === "relay") return { by: "recipient" };
  return guarantee === "at-least-once"
    ? { by: "acknowledgement" }
    : { cannot: "under at-most-once no acknowledgement shows what your service took: --set guarantee=at-least-once" };
}

function sightOfRelay(config: WebSocketConfig, guarantee: Guarantee): Sight {
  if (guarantee === "at-least-once")
    return {
      cannot:
        "nobody can tell whether a service that knows nothing of pushbench sends again what a client did not get: --set guarantee=at-most-once",
    };
  return showsItsId(config)
    ? { by: "recipient" }
    : { cannot: "nobody can tell one message from another: put {{id}} or {{event}} into `message`" };
}

function sightOfIngest(config: WebSocketConfig, guarantee: Guarantee): Sight {
  if (isAnswered(config)) return { by: "acknowledgement" };
  if (guarantee === "at-most-once") return { by: "socket" };
  return {
    cannot:
      "without an answer nobody knows what must be sent again: say in `answer` how your service answers, or --set guarantee=at-most-once",
  };
}
