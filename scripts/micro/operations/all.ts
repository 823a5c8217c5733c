import type { Operation } from "../operation.js";
import { eventOperations } from "./events.js";
import { handshakeOperations } from "./handshakes.js";
import { socketOperations } from "./sockets.js";
import { stackOperations } from "./stacks.js";
import { webhookOperations } from "./webhook.js";
import { websocketOperations } from "./websocket.js";

/** In the order of the table. */
export const operations = {
  ...eventOperations,
  ...webhookOperations,
  ...websocketOperations,
  ...stackOperations,
  ...socketOperations,
  ...handshakeOperations,
};
export type OperationId = keyof typeof operations;

/** With one type for all: what measures them need not know them apart. */
export const operationEntries = Object.entries(operations) as [OperationId, Operation][];
