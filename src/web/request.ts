/**
 * What a page server refuses before anything looks at a request. A page of any site may send requests to this machine, and a name
 * that leads here may belong to somebody else (DNS rebinding), so the host must be the server's own; a token keeps other users out.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { LOOPBACK, LOOPBACK_V6 } from "../loopback.js";
import { type Answer, plain, redirect } from "./answer.js";

/** The request as it came. */
export interface Received {
  method: string;
  /** Path and query. */
  target: string;
  /** Every Host header. */
  hosts: readonly string[];
  hasBody: boolean;
  /** What browsers say of who asks: the site, and what for. Absent: no browser, or an old one. */
  fetchSite?: string | undefined;
  fetchDestination?: string | undefined;
}

/** A request that may be answered. */
export interface PageRequest {
  /** The parts of the path after the token, decoded. None of them is empty, "." or "..", or has a slash or a zero byte. */
  path: readonly string[];
  /** Links of a page are relative to its last slash. */
  endsInSlash: boolean;
  query: URLSearchParams;
  /** By name in small letters. */
  header(name: string): string | undefined;
}

export interface Address {
  port: number;
  /** The first part of every path. Absent: there is none. */
  token?: string | undefined;
}

/** The port that a Host header leaves out. */
const HTTP_PORT = 80;
const METHODS = ["GET", "HEAD"];
/** Sec-Fetch-Site of our own pages, and of what the user types. */
const OWN_SITES = [undefined, "none", "same-origin"];

/** Either what may be answered, or the refusal. */
export function examine(received: Received, { port, token }: Address): Omit<PageRequest, "header"> | Answer {
  const { method, target, hosts, hasBody } = received;
  if (hosts.length !== 1 || !ownHosts(port).includes(hosts[0]!.toLowerCase()))
    return plain(403, `This server answers to its own address only: ${LOOPBACK}:${port} or localhost:${port}.`);
  // It could not be read there, but pages cost CPU, and a run may be going on. To follow a link from there is fine.
  if (!OWN_SITES.includes(received.fetchSite) && received.fetchDestination !== "document")
    return plain(403, "Pages of other sites may lead here, and have no part of what is here.");
  if (!METHODS.includes(method))
    return { ...plain(405, "Pages can only be read here: GET or HEAD."), headers: { allow: METHODS.join(", ") } };
  const [before, query = ""] = splitOnce(target, "?");
  const parts = hasBody || !before.startsWith("/") ? undefined : partsOf(before);
  if (parts === undefined) return plain(400, "This is no address of this server.");
  const endsInSlash = before.endsWith("/");
  const request = { path: parts, endsInSlash, query: new URLSearchParams(query) };
  if (token === undefined) return request;
  const [offered = "", ...path] = parts;
  if (!isSame(offered, token))
    return plain(403, "The address lacks the token of this server. Open the whole address that pushbench has printed.");
  return path.length === 0 && !endsInSlash ? redirect(`/${token}/`) : { ...request, path };
}

function ownHosts(port: number): string[] {
  const names = [LOOPBACK, "localhost", `[${LOOPBACK_V6}]`];
  return names.flatMap((name) => (port === HTTP_PORT ? [name, `${name}:${port}`] : [`${name}:${port}`]));
}

/** Undefined where no page of ours could have such an address. */
function partsOf(path: string): string[] | undefined {
  const written = path.slice(1).split("/");
  if (written.at(-1) === "") written.pop();
  try {
    const parts = written.map(decodeURIComponent);
    return parts.every((part) => !["", ".", ".."].includes(part) && !/[/\0]/.test(part)) ? parts : undefined;
  } catch {
    return undefined; // it is not encoded as addresses are
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Takes the same time whatever is compared, also for other lengths. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
