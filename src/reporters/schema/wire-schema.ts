/** What of a result file is about bytes and connections. */
import { z } from "../../schema.js";

const count = z.int().nonnegative();

const handshakes = z.object({ full: count, resumed: count });
const oneHandshake = z.object({ toServiceBytes: count, fromServiceBytes: count });
const measuredHandshakes = z.object({ full: oneHandshake.exactOptional(), resumed: oneHandshake.exactOptional() });

const connection = z.object({
  protocol: z.enum(["http/1.1", "h2"]),
  connections: z.union([z.int().positive(), z.literal("one per event")]),
  inFlightEach: z.int().positive().exactOptional(),
  tls: z
    .object({ version: z.string(), resumption: z.enum(["on", "off"]), certificate: z.string().exactOptional() })
    .exactOptional(),
});

export const wireSchema = z.object({
  toServiceBytes: count,
  fromServiceBytes: count,
  payloadBytes: count,
  payloadToServiceBytes: count.exactOptional(),
  connectionsOpenedBefore: count,
  connectionsOpenedDuring: count,
  connectionsBroken: count.exactOptional(),
  peakConnectsPerSecond: count.exactOptional(),
  tls: z
    .object({
      plainToServiceBytes: count,
      plainFromServiceBytes: count,
      handshakes: z.object({ byClients: handshakes, byService: handshakes }),
    })
    .exactOptional(),
  connection: connection.exactOptional(),
  oneHandshake: z
    .object({ byClients: measuredHandshakes.exactOptional(), byService: measuredHandshakes.exactOptional() })
    .exactOptional(),
});
