/** The opening handshake for whoever asks by node:http: RFC 6455 section 4.1. */
import { randomBytes } from "node:crypto";

export const upgradeHeaders = (): Record<string, string> => ({
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
});
