/** The clients' side of webhooks over HTTP/2. */
import { TlsClient } from "../../../tls/client.js";
import { addressOf, authorityOf } from "../../endpoint.js";
import { sourceAddress } from "../../source-address.js";
import type { ClientParts, Clients } from "../clients.js";
import { Endpoints } from "../endpoints.js";
import { judgeFor } from "../taken.js";
import { Http2Endpoints } from "./endpoints.js";
import { type ClientPost, PostEncoder } from "./requests.js";
import { Http2Sender, type Http2SenderSettings } from "./sender.js";
import type { Http2Settings } from "./settings.js";

/** An answer may be a page for people, or the event itself. A receiver that sends more than this is misbehaving. */
const MAX_ANSWER_BYTES = 1024 * 1024;

export const http2Clients =
  ({ maxStreams }: Http2Settings) =>
  ({ options, keys, requests, tally, attempts, clock }: ClientParts): Clients<ClientPost> => {
    const { config, endpoint, observer, tls: security } = options;
    if (security === undefined) throw new Error("HTTP/2 needs TLS");
    const encoder = new PostEncoder(requests, authorityOf(endpoint));
    const settings: Http2SenderSettings = {
      observer,
      attempts,
      judge: judgeFor(config),
      encodeAgain: (client, index, post, retry) => encoder.encodeAgain(client, index, post, retry),
      clock,
    };
    const address = addressOf(endpoint);
    const session = {
      origin: endpoint.url,
      address,
      tls: new TlsClient({ security, alpn: "h2", host: new URL(endpoint.url).hostname, lean: true }),
      tally,
      maxStreams,
      maxSessions: config.connection === "new" ? config.maxConnectionsPerPeer : undefined,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    };
    return {
      encode: (client, index, body) => encoder.encode(client, index, body),
      newSender: (client) =>
        new Http2Sender(client, settings, {
          ...session,
          client,
          localAddress: sourceAddress(client, address.host),
        }),
      // A service of the user's own is told of addresses without TLS where pushbench has no certificate that it would trust.
      endpoints:
        security.identity === undefined
          ? new Endpoints(options, keys)
          : new Http2Endpoints(options, keys, maxStreams, security),
    };
  };
