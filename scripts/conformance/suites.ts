import type { CaseResult } from "./case-result.js";
import { clientSide as httpClientSide } from "./http/client-side.js";
import { endpointSide } from "./http/endpoint-side.js";
import { receiverSide } from "./http/receiver-side.js";
import { clientSide as sseClientSide } from "./sse/client-side.js";
import { clientSide } from "./websocket/client-side.js";
import { serviceSide } from "./websocket/service-side.js";

/** Every suite by its name; each plays all of its cases. */
export const suites = {
  "websocket-service": serviceSide,
  "websocket-client": clientSide,
  "http-receiver": receiverSide,
  "http-endpoint": endpointSide,
  "http-client": httpClientSide,
  "sse-client": sseClientSide,
} satisfies Record<string, () => Promise<CaseResult[]>>;
