/** The clients' side of a service that is spoken to in its own words. */
import type { Driver, DriverOptions } from "../../transport.js";
import { ClientsDriver } from "../clients-driver.js";
import type { WebSocketConfig } from "../config.js";
import { AdaptedClient } from "./adapted-client.js";
import { AdaptedContext } from "./adapted-context.js";
import { SocketIoClient } from "./socket-io/client.js";
import { SocketIoWording } from "./socket-io/wording.js";
import { Wording } from "./wording.js";

export function createAdaptedDriver(options: DriverOptions<WebSocketConfig>, answerTimeoutMs?: number): Driver<Buffer> {
  return new AdaptedDriver(options, answerTimeoutMs);
}

class AdaptedDriver extends ClientsDriver<AdaptedClient, AdaptedContext> {
  constructor(options: DriverOptions<WebSocketConfig>, answerTimeoutMs?: number) {
    const isPlain = options.config.protocol === undefined;
    const Client = isPlain ? AdaptedClient : SocketIoClient;
    const wording = isPlain ? new Wording(options) : new SocketIoWording(options);
    const context = new AdaptedContext(options, wording, answerTimeoutMs);
    super(context, (client) => new Client(context, client));
  }

  protected messageOf(client: number, index: number, body: Buffer): Buffer {
    return this.context.wording.message(client, index, body);
  }
}
