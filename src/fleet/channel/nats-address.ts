/** How a NATS server is named on the command line: one set of rules for whoever connects, and for whoever writes where pods connect. */
import { PushbenchError } from "../../errors.js";

export const NATS_PORT = 4222;

export interface NatsAddress {
  /** As it may be printed: with the port, and without what is secret. */
  url: string;
  /** Host and port, as they stand in the URL. */
  place: string;
  /** A name or an address; one of IPv6 has no brackets. */
  host: string;
  port: number;
  isEncrypted: boolean;
  /** Empty where the URL has none. */
  user: string;
  password: string;
}

/** `option` is named in the error. Throws PushbenchError usage. */
export function natsAddress(text: string, option: string): NatsAddress {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !isServer(parsed))
    throw new PushbenchError("usage", `--${option}: "${shownText(text)}" is no address of a NATS server.`, {
      hint: "It looks like nats://host:4222, or tls://host:4222 where connections are encrypted. Nothing follows the port.",
    });
  const { protocol, hostname, username, password } = parsed;
  const port = Number(parsed.port || NATS_PORT);
  const place = `${hostname}:${port}`;
  return {
    url: `${protocol}//${place}`,
    place,
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    isEncrypted: protocol === "tls:",
    user: decoded(username),
    password: decoded(password),
  };
}

const isServer = ({ protocol, hostname, port, pathname, search, hash }: URL): boolean =>
  ["nats:", "tls:"].includes(protocol) &&
  /^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(hostname) &&
  Number(port || NATS_PORT) > 0 &&
  ["", "/"].includes(pathname) &&
  search === "" &&
  hash === "";

/** What stands before the host may be secret, also where the rest is wrong. */
const shownText = (text: string): string => text.replace(/^([a-z]+:\/\/)?.*@/is, "$1…@");

/** A per cent sign that encodes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
