/** What a generator is told when it connects its clients to the service of an approach. */
import type { TransportName } from "../transports/registry.js";
import type { DriverOptions } from "../transports/transport.js";

export interface ConnectRequest extends Omit<DriverOptions<unknown>, "observer" | "isGenuine"> {
  approach: string;
  transport: TransportName;
  /** The service is not ours: what it delivers is compared with what was sent. */
  isOwn?: boolean;
}
