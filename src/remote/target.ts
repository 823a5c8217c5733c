/** Where a target's host leads: resolved once, and then kept, so that a name cannot lead elsewhere while the run lasts. */
import { promises as dns } from "node:dns";
import { isIP } from "node:net";
import { PushbenchError } from "../errors.js";
import { LOOPBACK } from "../loopback.js";
import { kindOfAddress, whyUnusable } from "./address-kind.js";
import { hostOf } from "./consent.js";

/** Every address of a name, in the order in which they are preferred. Rejects with the system's error. */
export type Lookup = (name: string) => Promise<readonly { address: string }[]>;

export interface Target {
  url: URL;
  /** As consent.ts writes it. */
  host: string;
  /** The one address that proof and load connect to. */
  address: string;
  isRemote: boolean;
}

const systemLookup: Lookup = (name) => dns.lookup(name, { all: true });

/** Answers from memory where a host was asked for before. */
export class Targets {
  readonly #lookup: Lookup;
  readonly #addresses = new Map<string, Promise<string>>();

  constructor(lookup: Lookup = systemLookup) {
    this.#lookup = lookup;
  }

  /** Throws PushbenchError target-unusable for a host that has no address, or one that names no single machine. */
  async resolve(text: string): Promise<Target> {
    const url = new URL(text);
    const host = hostOf(url);
    const known = this.#addresses.get(host) ?? this.#addressOf(url, host);
    this.#addresses.set(host, known);
    const address = await known;
    const why = whyUnusable(address);
    if (why !== undefined) {
      const which = isIP(bare(host)) === 0 ? `it resolves to ${address}, ${why}` : `it is ${why}`;
      throw unusable(url, which, `Name the machine on which the service runs: ${LOOPBACK} is this one.`);
    }
    return { url, host, address, isRemote: kindOfAddress(address) === "remote" };
  }

  /** One address of several: the first of IPv4, because most services listen there, or else the first. */
  async #addressOf(url: URL, host: string): Promise<string> {
    const literal = bare(host);
    if (isIP(literal) !== 0) return literal;
    let addresses: readonly { address: string }[];
    try {
      addresses = await this.#lookup(host);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      throw unusable(
        url,
        `its name cannot be resolved (${code ?? message})`,
        "Look for a typing slip, or name its address.",
        cause,
      );
    }
    const { address } = addresses.find((one) => isIP(one.address) === 4) ?? addresses[0] ?? {};
    if (address === undefined) throw unusable(url, "its name has no address", "Look for a typing slip.");
    return address;
  }
}

/** Without the brackets that an IPv6 address has in a URL only. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

const unusable = (url: URL, why: string, hint: string, cause?: unknown): PushbenchError =>
  new PushbenchError("target-unusable", `${url.host} cannot be a target: ${why}.`, { hint, cause });
