/**
 * `--approach NAME=SPEC`: an approach of the command line. SPEC is YAML, as a scenario would spell it out, or a shorthand for a
 * service of the user's own: a URL, and after it the command that starts what listens there.
 */
import { isLoopback } from "../loopback.js";
import type { ServiceSource } from "../result/service-source.js";
import { type AnyCard, transports } from "../transports/registry.js";
import { readValue } from "./document.js";
import { isRecord } from "./plain.js";

/** An approach as it was typed, before validation. */
export interface GivenApproach {
  name: string;
  value: unknown;
}

const FORM = "http://localhost:5000/hook python3 app.py";

/** Reads it, or says what is wrong with it. */
export function readApproach(text: string): GivenApproach | { name?: string; problem: string } {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(0, equals)).trim();
  if (name === "" || /[\s{:/]/.test(name))
    return { problem: `must be NAME=…, for example 'mine=${FORM}' (names alone are for --approaches), got ${text}` };
  const spec = text.slice(equals + 1).trim();
  const read = spec.startsWith("{") ? readValue(spec) : shorthand(spec);
  return "problem" in read ? { name, problem: read.problem } : { name, value: read.value };
}

export interface AddedApproaches {
  names: ReadonlySet<string>;
  problems: readonly { at: string; problem: string }[];
}

/** Adds the approaches of the command line to a scenario, in place. They come before a scenario's own of the same name. */
export function addApproaches(scenario: Record<string, unknown>, texts: readonly string[]): AddedApproaches {
  const names = new Set<string>();
  const problems: { at: string; problem: string }[] = [];
  const given: Record<string, unknown> = {};
  for (const text of texts) {
    const read = readApproach(text);
    const at = `--approach${read.name === undefined ? "" : ` ${read.name}`}`;
    if ("problem" in read) problems.push({ at, problem: read.problem });
    else if (names.has(read.name)) problems.push({ at, problem: "is given twice" });
    else {
      names.add(read.name);
      Object.defineProperty(given, read.name, {
        value: read.value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
  }
  if (names.size > 0) scenario.approaches = { ...(isRecord(scenario.approaches) && scenario.approaches), ...given };
  return { names, problems };
}

/** The parts of a URL by themselves: its path may hold placeholders, and its port may be $PORT. */
const URL_PARTS =
  /^(?<scheme>[a-z][a-z+.-]*):\/\/(?<host>\[[^\]/\s]*\]|[^:/?\s]+)(?::(?<port>[^/?\s]*))?(?<path>[/?]\S*)?$/i;
const ENCRYPTED = /^(https|wss)$/i;
const CHOSEN_PORT = /^\$(PORT|\{PORT\})$/;

function shorthand(spec: string): { value: unknown } | { problem: string } {
  const [, url = "", command = ""] = /^(\S*)\s*(.*)$/s.exec(spec) ?? [];
  const parts = URL_PARTS.exec(url)?.groups as
    | Record<"scheme" | "host" | "port" | "path", string | undefined>
    | undefined;
  if (parts === undefined)
    return {
      problem: `must be YAML ({ transport: …, service: … }) or a URL with a command after it (${FORM}), got ${spec}`,
    };
  const { scheme = "", host = "", port, path } = parts;
  const transport = transportOf(scheme);
  if (transport === undefined)
    return { problem: `${scheme}:// is no way to speak to a service: must be ${schemes.join(", ")}` };
  const service = command === "" ? reached({ scheme, host, port }) : started({ host, port, command });
  if ("problem" in service) return service;
  const tls = command !== "" && ENCRYPTED.test(scheme); // where there is none, the service's own URL says so
  return { value: { transport, service, ...(path !== undefined && { path }), ...(tls && { tls }) } };
}

function reached({
  scheme,
  host,
  port,
}: {
  scheme: string;
  host: string;
  port: string | undefined;
}): ServiceSource | { problem: string } {
  if (port !== undefined && CHOSEN_PORT.test(port))
    return { problem: `${port} is chosen for a command, and there is none: write it after the URL` };
  if (port !== undefined && !isPort(port)) return { problem: `"${port}" is no port` };
  return { url: `${scheme}://${host}${port === undefined ? "" : `:${port}`}` };
}

function started({
  host,
  port,
  command,
}: {
  host: string;
  port: string | undefined;
  command: string;
}): ServiceSource | { problem: string } {
  if (!isLoopback(host))
    return { problem: `${host} is not this machine, on which the command starts: write localhost` };
  if (port === undefined || CHOSEN_PORT.test(port)) return { command };
  return isPort(port)
    ? { command, port: Number(port) }
    : { problem: `"${port}" is no port: must be a number or $PORT` };
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535;

const cards = Object.entries<AnyCard>(transports);
const schemes = cards.flatMap(([, card]) => card.urlSchemes ?? []);
const transportOf = (scheme: string): string | undefined =>
  cards.find(([, card]) => card.urlSchemes?.includes(scheme.toLowerCase()))?.[0];
