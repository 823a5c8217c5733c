/** The clients' side of webhooks over HTTP/1.1. */
import { TlsClient } from "../../../tls/client.js";
import { addressOf, hostOf } from "../../endpoint.js";
import { diallerOf } from "../../http1/client-line.js";
import type { DriverOptions } from "../../transport.js";
import type { ClientParts, Clients } from "../clients.js";
import type { WebhookConfig } from "../config.js";
import { Endpoints } from "../endpoints.js";
import { Sender, type SenderSettings } from "../sender.js";
import { judgeFor } from "../taken.js";

export function http1Clients({ options, keys, requests, tally, attempts, clock }: ClientParts): Clients<Buffer> {
  const { config, endpoint, observer } = options;
  const settings: SenderSettings = {
    dialler: diallerOf({ address: addressOf(endpoint), tally }, tlsClientOf(options)),
    observer,
    attempts,
    judge: judgeFor(config),
    encodeAgain: (client, index, request, retry) => requests.encodeAgain(client, index, request, retry),
    reuseConnections: config.connection === "keep-alive",
    maxConnections: config.maxConnectionsPerPeer,
    clock,
  };
  return {
    encode: (client, index, body) => requests.encode(client, index, body),
    newSender: (client) => new Sender(client, settings),
    endpoints: new Endpoints(options, keys),
  };
}

function tlsClientOf({ tls, endpoint }: DriverOptions<WebhookConfig>): TlsClient | undefined {
  if (tls === undefined) return undefined;
  const mayLackAlpn = tls.identity === undefined; // then the service is the user's own
  return new TlsClient({ security: tls, alpn: "http/1.1", host: hostOf(endpoint), mayLackAlpn, lean: true });
}
