/** What an approach or a scenario may say of TLS. */
import { positive, z } from "../schema.js";

const scenarioTlsObject = z.strictObject({
  version: z
    .union([z.enum(["1.3", "1.2"]), z.literal([1.3, 1.2]).transform((number) => `${number}` as const)])
    .default("1.3")
    .describe("The only version of TLS that either side speaks: a run measures one, and never falls back to another."),
  certificate: z
    .enum(["P-256", "RSA-2048"])
    .default("P-256")
    .describe(
      "The kind of the keys of the certificates that are made for the run: a root, an intermediate and the leaf that listeners show.",
    ),
  resumption: z
    .enum(["on", "off"])
    .default("on")
    .describe(
      "on: a client keeps the session that it was given and resumes it on its next connection, as browsers, Node's https agent and OpenSSL's defaults do. off: every connection has a full handshake, as with Go's defaults.",
    ),
  handshakeSeconds: positive(
    "How many seconds the handshake of a connection may take. After that the connection is closed.",
  ).default(10),
});

const tlsObject = scenarioTlsObject.extend({
  ca: z
    .string()
    .min(1)
    .describe(
      "For a service of your own: a file of PEM certificates that its clients trust in place of those that Node trusts.",
    )
    .optional(),
  servername: z
    .string()
    .min(1)
    .describe(
      "For a service of your own: the name that clients ask for (SNI) and that its certificate must have. By default it is the host of the URL.",
    )
    .optional(),
});

export const tlsSetting = z
  .union([z.boolean(), tlsObject])
  .describe(
    "Encrypts every connection between clients and service, in both directions. true: with the default settings. Certificates are verified, always.",
  );

/** What a scenario says for all of its approaches that have no service of the user's own. */
export const scenarioTlsSetting = z
  .union([z.boolean(), scenarioTlsObject])
  .describe(
    "What holds for each approach that has no `service` of your own, as far as its own `tls` says nothing else: true, or settings, encrypts it.",
  );

export type TlsSetting = z.output<typeof tlsSetting>;
export type TlsSettings = z.output<typeof tlsObject>;

/** Undefined: connections are not encrypted. */
export function tlsSettings(setting: TlsSetting | undefined): TlsSettings | undefined {
  if (setting === undefined || setting === false) return undefined;
  return setting === true ? tlsObject.parse({}) : setting;
}
