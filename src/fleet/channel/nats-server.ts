/** How a NATS server is named on the command line, and what it asks of whoever connects. */
import { PushbenchError } from "../../errors.js";
import type { Variables } from "../../remote/token.js";

export interface NatsServer {
  servers: string;
  /** As it may be printed: without what is secret. */
  shown: string;
  isEncrypted: boolean;
  credentials: { token?: string } | { user: string; pass: string };
}

/** Other users of the machine see command lines, but not variables. */
export const NATS_TOKEN_VARIABLE = "PUSHBENCH_NATS_TOKEN";
const DEFAULT_PORT = "4222";

/** `option` is named in the error. Throws PushbenchError usage. */
export function natsServer(url: string, option: string, env: Variables): NatsServer {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["nats:", "tls:"].includes(parsed.protocol) || parsed.hostname === "")
    throw new PushbenchError("usage", `--${option}: "${url}" is no address of a NATS server.`, {
      hint: "It looks like nats://host:4222, or tls://host:4222 where connections are encrypted.",
    });
  const [user, pass] = [decoded(parsed.username), decoded(parsed.password)];
  const token = env[NATS_TOKEN_VARIABLE] || (pass === "" ? user : "");
  const place = `${parsed.hostname}:${parsed.port || DEFAULT_PORT}`;
  return {
    servers: place,
    shown: `${parsed.protocol}//${place}`,
    isEncrypted: parsed.protocol === "tls:",
    credentials: pass !== "" ? { user, pass } : token !== "" ? { token } : {},
  };
}

/** A per cent sign that encodes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
