/** What can be known of a service of the user's own that this transport speaks to. */
import type { Flow, Guarantee } from "../../flow.js";
import type { OwnServices, ProbeOptions, Sight } from "../card.js";
import { silentObserver } from "../silent-observer.js";
import { adaptedSettings, isAdapted, isAnswered, showsItsId } from "./adapted/names.js";
import type { WebSocketConfig } from "./config.js";
import { createDriver } from "./driver.js";

/** Any of those that the run plays. */
const PROBING_CLIENT = 0;

export const own: OwnServices<WebSocketConfig> = { settings: adaptedSettings, sight, probe };

function sight(config: WebSocketConfig, flow: Flow, guarantee: Guarantee): Sight {
  if (flow === "broadcast")
    return {
      cannot: "its events begin in the service, and nobody can tell yours to send them: webhook and sse cannot either",
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

/** An upgrade, the greeting if there is one, and a close. */
async function probe({ signal, ...options }: ProbeOptions<WebSocketConfig>): Promise<void> {
  const config = { ...options.config, join: undefined };
  const driver = await createDriver({
    ...options,
    config,
    clients: [PROBING_CLIENT],
    guarantee: "at-most-once",
    observer: silentObserver,
  });
  const close = (): void => void driver.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    signal.throwIfAborted();
    await driver.open();
  } finally {
    signal.removeEventListener("abort", close);
    await driver.close();
  }
}
