/** What a generator is told of an approach before it connects its clients to the service. */
import type { TransportName } from "../transports/registry.js";
import type { DriverOptions } from "../transports/transport.js";

export interface SideRequest extends Omit<DriverOptions<unknown>, "observer" | "isGenuine" | "sentEvent" | "senderOf"> {
  approach: string;
  transport: TransportName;
  /** The service is not ours, so what it delivers is compared with what was sent. */
  isOwn?: boolean;
}
