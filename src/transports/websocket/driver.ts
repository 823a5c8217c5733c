/**
 * The clients' side: one connection per client over net.Socket, lean, because it must cost less than the service that
 * it loads.
 */
import type { Driver, DriverOptions } from "../transport.js";
import { isAdapted } from "./adapted/names.js";
import { Client } from "./client.js";
import { ClientsDriver } from "./clients-driver.js";
import type { WebSocketConfig } from "./config.js";
import { ConnectionContext } from "./connection-context.js";

export async function createDriver(options: DriverOptions<WebSocketConfig>): Promise<Driver<Buffer>> {
  if (isAdapted(options.config)) return (await import("./adapted/driver.js")).createAdaptedDriver(options);
  return new WebSocketDriver(options);
}

class WebSocketDriver extends ClientsDriver<Client, ConnectionContext> {
  constructor(options: DriverOptions<WebSocketConfig>) {
    const context = new ConnectionContext(options);
    super(context, (client) => new Client(context, client));
  }

  protected messageOf(client: number, _index: number, body: Buffer): Buffer {
    return this.context.signed ? this.clients.get(client).key.sign("to-service", body) : body;
  }
}
