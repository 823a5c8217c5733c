/** The NATS server of the command line, and what is shown to it. */
import { PushbenchError } from "../../errors.js";
import type { Variables } from "../../remote/token.js";
import { natsAddress } from "./nats-address.js";

export interface NatsServer {
  servers: string;
  /** As it may be printed: without what is secret. */
  shown: string;
  isEncrypted: boolean;
  credentials: { token?: string } | { user: string; pass: string } | { nkeySeed: string };
}

/** Other users of the machine see command lines, but not variables. */
export const NATS_TOKEN_VARIABLE = "PUSHBENCH_NATS_TOKEN";

/** `option` is named in the error. Throws PushbenchError usage. */
export function natsServer(text: string, option: string, env: Variables, nkeySeed?: string): NatsServer {
  const { url, place, user, password, isEncrypted } = natsAddress(text, option);
  const server = { servers: place, shown: url, isEncrypted };
  const token = env[NATS_TOKEN_VARIABLE] || (password === "" ? user : "");
  if (nkeySeed === undefined)
    return { ...server, credentials: password !== "" ? { user, pass: password } : token !== "" ? { token } : {} };
  if (token === "" && password === "") return { ...server, credentials: { nkeySeed } };
  throw new PushbenchError("usage", `There is an nkey for ${url}, and a token or password as well.`, {
    hint: `A server knows a user by one of them. Leave the other out of the address (--${option}) and of ${NATS_TOKEN_VARIABLE}.`,
  });
}
