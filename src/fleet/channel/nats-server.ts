/** The NATS server of the command line, and what is shown to it. */
import type { Variables } from "../../remote/token.js";
import { natsAddress } from "./nats-address.js";

export interface NatsServer {
  servers: string;
  /** As it may be printed: without what is secret. */
  shown: string;
  isEncrypted: boolean;
  credentials: { token?: string } | { user: string; pass: string };
}

/** Other users of the machine see command lines, but not variables. */
export const NATS_TOKEN_VARIABLE = "PUSHBENCH_NATS_TOKEN";

/** `option` is named in the error. Throws PushbenchError usage. */
export function natsServer(text: string, option: string, env: Variables): NatsServer {
  const { url, place, user, password, isEncrypted } = natsAddress(text, option);
  const token = env[NATS_TOKEN_VARIABLE] || (password === "" ? user : "");
  return {
    servers: place,
    shown: url,
    isEncrypted,
    credentials: password !== "" ? { user, pass: password } : token !== "" ? { token } : {},
  };
}
