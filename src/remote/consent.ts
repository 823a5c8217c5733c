/** What the user allows for a host beyond this machine, as --allow-remote says it: `HOST[,events=500][,seconds=300][,clients=1000]`. */
import { isIPv6 } from "node:net";
import { PushbenchError } from "../errors.js";
import { didYouMean } from "../nearest.js";

/** What one approach may ask of a target beyond this machine. */
export interface Caps {
  /** Events per second, at the peak of the schedule. */
  events: number;
  /** Seconds of load in all rounds together, with their warm-up. */
  seconds: number;
  /** Clients, each of which has connections of its own. */
  clients: number;
}

export const usualCaps: Caps = { events: 100, seconds: 60, clients: 100 };
export const capNames = Object.keys(usualCaps) as (keyof Caps)[];

export interface Consent {
  /** As `hostOf` writes it. */
  host: string;
  caps: Caps;
}

/** The one spelling of a host by which two are compared: in lower case, in ASCII, IPv6 in brackets, without the dot at its end. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/\.$/, "");

export function parseConsents(texts: readonly string[]): Consent[] {
  const consents = texts.map(parseConsent);
  for (const [i, { host }] of consents.entries()) {
    if (consents.findIndex((one) => one.host === host) !== i) throw refused(texts[i]!, `${host} is allowed twice.`);
  }
  return consents;
}

function parseConsent(text: string): Consent {
  const [name = "", ...settings] = text.split(",").map((part) => part.trim());
  const caps = { ...usualCaps };
  const raised = new Set<string>();
  for (const setting of settings) {
    const [cap, value] = capOf(text, setting);
    if (raised.has(cap)) throw refused(text, `${cap} is given twice.`);
    raised.add(cap);
    caps[cap] = value;
  }
  return { host: parseHost(name), caps };
}

/** Throws PushbenchError usage for what is no host, or more than one. */
export function parseHost(name: string): string {
  const authority = isIPv6(name) ? `[${name}]` : name;
  const url = URL.canParse(`http://${authority}`) ? new URL(`http://${authority}`) : undefined;
  // What the parser takes for a port, a path or a user's name is no part of a host.
  if (url === undefined || /[/\\?#@\s*]|:\d*$/.test(authority.replace(/^\[.*\]/, ""))) {
    throw new PushbenchError("usage", `"${name}" is no host.`, {
      hint: "Give the name or address alone, without scheme, port and path: example.com.",
    });
  }
  return hostOf(url);
}

function capOf(text: string, setting: string): [cap: keyof Caps, value: number] {
  const [name = "", value = ""] = setting.split(/=(.*)/s);
  const cap = capNames.find((one) => one === name.trim());
  if (cap === undefined) {
    throw refused(text, `There is no cap "${name}".${didYouMean(name, capNames)}`, `Caps are ${capNames.join(", ")}.`);
  }
  const number = value.trim() === "" ? Number.NaN : Number(value);
  const isWhole = cap !== "clients" || Number.isInteger(number);
  if (number > 0 && Number.isFinite(number) && isWhole) return [cap, number];
  throw refused(text, `${cap} must be a ${cap === "clients" ? "whole number" : "number"} above 0, not "${value}".`);
}

const refused = (text: string, message: string, hint?: string): PushbenchError =>
  new PushbenchError("usage", `--allow-remote ${text}: ${message}`, {
    hint: hint ?? `It is written HOST, or with caps: ${EXAMPLE}.`,
  });

const EXAMPLE = "--allow-remote 'example.com,events=500,seconds=300'";
