/** What a scenario may say of a receiver that knows nothing of pushbench. Absent: it is spoken to as a reference service is. */
import { z } from "../../schema.js";
import { headers as headersOf, target } from "../adapting/request-settings.js";
import { pattern, template } from "../adapting/schema.js";
import type { Placeholder } from "../adapting/template.js";
import { type Secret, secretProblem } from "./own-keys.js";
import { type SignatureName, signatureSchemes } from "./signatures/registry.js";

/** Methods whose requests have a body and a place in webhooks. */
const METHODS = ["POST", "PUT", "PATCH"] as const;

/** Known before the event, or in the request that is tried again. */
const IN_HEADS: Placeholder[] = ["id", "client", "room", "token"];
const IN_BODIES: Placeholder[] = ["id", "time", "client", "room", "event", "filler", "token"];
const IN_SUBSCRIPTIONS: Placeholder[] = ["url", "client", "room", "token"];

/** They say where a message ends or what becomes of its connection, or pushbench writes them for every event. */
const RESERVED = new Set(
  (
    "connection content-length expect keep-alive te trailer transfer-encoding upgrade " +
    "webhook-id webhook-timestamp webhook-signature"
  ).split(" "),
);

const headers = (allowed: Placeholder[]) =>
  headersOf(
    "Further headers of each request. They take the place of those that pushbench writes by default.",
    allowed,
    (name) => (RESERVED.has(name) ? "is a header that pushbench writes itself" : undefined),
  );

const method = z.enum(METHODS).describe("The method of each request, by default POST.");
const path = (allowed: Placeholder[], description: string) => target(description, allowed);

const taken = z
  .strictObject({
    status: z
      .array(z.int().min(200).max(599))
      .min(1)
      .describe("The statuses that mean it, by default all from 200 to 299.")
      .optional(),
    pattern: pattern("A regular expression that must match in the body of the answer.").optional(),
  })
  .describe("Which answers mean that the service has taken an event. All others are failures.");

const subscribe = z
  .strictObject({
    path: path(IN_SUBSCRIPTIONS, "Where each client's URL is announced."),
    method: method.optional(),
    headers: headers(IN_SUBSCRIPTIONS).optional(),
    body: template("What is sent there, once for each client.", IN_SUBSCRIPTIONS),
    signed: z
      .boolean()
      .describe(
        "Whether the service signs what it sends to clients, as `signature` and `secret` say. What is not signed so is refused then.",
      )
      .optional(),
  })
  .describe("In flow relay: the request that tells your service where a client receives its webhooks.");

const variable = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, "must be a variable's name")
  .describe("The environment variable of pushbench that holds the key.");

/** By name in own.ts: they are refused where no service is named. */
export const ownFields = {
  path: path(
    IN_HEADS,
    "Where your service takes events, with its query if it has one. By default that is /clients/{{client}}/events.",
  ).optional(),
  method: method.optional(),
  headers: headers(IN_HEADS).optional(),
  secret: z
    .union([z.string().min(1), z.strictObject({ env: variable })], {
      error: "must be a key, or { env } with the variable that holds it",
    })
    .describe(
      "The one key of all clients for the scheme in `signature`, or { env: NAME } with the environment variable that holds it, for settings stand in results. With Standard Webhooks, whsec_ and base64 is decoded; everything else is taken as it is. By default every client has a key of its own.",
    )
    .optional(),
  body: template("The body of each request, by default the event's envelope.", IN_BODIES).optional(),
  taken: taken.optional(),
  subscribe: subscribe.optional(),
};

export interface OwnSettings {
  path?: string | undefined;
  method?: (typeof METHODS)[number] | undefined;
  headers?: Record<string, string> | undefined;
  secret?: Secret | undefined;
  body?: string | undefined;
  taken?: z.infer<typeof taken> | undefined;
  subscribe?: z.infer<typeof subscribe> | undefined;
}

interface SettingsProblem {
  path: string[];
  message: string;
}

/** What no single setting shows. */
export function ownProblems(settings: OwnSettings & { signature: SignatureName }): SettingsProblem[] {
  const { signature, secret, subscribe: announced } = settings;
  const problems: SettingsProblem[] = [];
  const secretMessage = secret === undefined ? undefined : problemOfSecret(signature, secret);
  if (secretMessage !== undefined) problems.push({ path: ["secret"], message: secretMessage });
  const written = namesWritten(signature);
  for (const name of Object.keys(settings.headers ?? {})) {
    if (!written.includes(name.toLowerCase())) continue;
    const message = `is a header of signature: ${signature}, and pushbench writes it itself`;
    problems.push({ path: ["headers", name], message });
  }
  if (announced !== undefined && !/\{\{\s*url\s*\}\}/.test(announced.path + announced.body))
    problems.push({ path: ["subscribe", "body"], message: "must say {{url}}, which is what it is for" });
  if (announced?.signed && signature === "none")
    problems.push({ path: ["subscribe", "signed"], message: "has no meaning with signature: none" });
  return problems;
}

/** What a variable holds is looked at when it is used. */
function problemOfSecret(signature: SignatureName, secret: Secret): string | undefined {
  if (typeof secret === "string") return secretProblem(signature, secret);
  return signature === "none" ? secretProblem(signature, "") : undefined;
}

/** The headers that the scheme writes, by signing something. */
function namesWritten(signature: SignatureName): string[] {
  const keys = { of: () => [Buffer.alloc(32)] };
  return signatureSchemes[signature].headers(keys, 0, "", 0, Buffer.alloc(0)).filter((_, i) => i % 2 === 0);
}
