/** What a manifest is made of. The names are checked here: what Kubernetes refuses is refused before anything is printed. */
import { isIP } from "node:net";
import { PushbenchError } from "../../errors.js";
import { type NatsAddress, natsAddress } from "../channel/nats-address.js";

export interface FleetPlan {
  /** Every object's name begins with it. */
  name: string;
  /** Absent: the one that kubectl's context has. */
  namespace?: string | undefined;
  workers: number;
  image: string;
  /** How many CPUs, how much memory and how many hours each worker gets. */
  cpus: number;
  memory: string;
  hours: number;
  /** Absent: a server of the fleet's own is started beside the workers. */
  nats?: NatsPlace | undefined;
  natsImage: string;
  /** Whether a pod is added in which to run the bench. */
  coordinator: boolean;
  /** A Secret with ca.crt, and for a server of the fleet's own with tls.crt and tls.key. Absent: connections are not encrypted. */
  tlsSecret?: string | undefined;
  /** What the network lets workers load, besides each other. */
  services: readonly Peer[];
  /** Whether each worker lets runs have their services on its host. */
  hostServices?: boolean;
  /** Hosts that each worker lets a run load. */
  allowTargets: readonly string[];
  /** Absent: the user makes the Secret. */
  tokens?: Tokens | undefined;
}

export interface Tokens {
  /** Who has it may play with the workers. */
  fleet: string;
  /** Who has it may connect to the NATS server. Absent where that asks for none. */
  nats?: string | undefined;
}

/** It has no secret: that would stand in the pods' command lines. */
export type NatsPlace = Pick<NatsAddress, "url" | "host" | "port">;

/** Pods that have a label, or addresses; at one port or at any. */
export type Peer = ({ label: readonly [key: string, value: string] } | { cidr: string }) & { port?: number };

/** Of what others are named after: Kubernetes appends an index and a random part, and allows 63 in all. */
export const MOST_PREFIX_CHARACTERS = 40;
const MOST_NAME_CHARACTERS = 63;

/** Throws PushbenchError usage. */
export function requireName(name: string, option: string, most = MOST_NAME_CHARACTERS): void {
  if (/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= most) return;
  throw new PushbenchError("usage", `--${option}: "${name}" cannot be a name in Kubernetes.`, {
    hint: `It may have ${most} lower-case letters, digits and hyphens at most, and begins with a letter.`,
  });
}

/** Throws PushbenchError usage. */
export function requireMemory(memory: string): void {
  if (/^[1-9]\d*(Mi|Gi)$/.test(memory)) return;
  throw new PushbenchError("usage", `--memory: "${memory}" is no amount of memory.`, {
    hint: "Write a whole number of mebibytes or gibibytes: 512Mi, 2Gi.",
  });
}

/** Throws PushbenchError usage. */
export function requireImage(image: string, option: string): void {
  if (/^[\w][\w./:@-]*$/.test(image)) return;
  throw new PushbenchError("usage", `--${option}: "${image}" is no name of an image.`, {
    hint: "Write it as for docker run: registry.example.com/team/pushbench:0.1.0.",
  });
}

/** A host or an address, as an argument of a worker. Throws PushbenchError usage. */
export function requireHost(host: string): void {
  if (/^[A-Za-z0-9:][\w.:-]*$/.test(host)) return;
  throw new PushbenchError("usage", `--allow-target: "${host}" is no host.`, {
    hint: "Give a name or an address alone, without scheme and port: shop, 10.20.0.5.",
  });
}

/** Throws PushbenchError usage. */
export function natsPlace(text: string): NatsPlace {
  const { url, host, port, user, password } = natsAddress(text, "nats");
  if (user === "" && password === "") return { url, host, port };
  throw new PushbenchError(
    "usage",
    "--nats: the address holds a secret, which would stand in the pods' command lines.",
    {
      hint: "Leave it out, and put the token into the Secret: --nats-token-file.",
    },
  );
}

/** `app=shop`, `app=shop:8080`, `10.20.0.5:8080`, `10.20.0.0/16`, `fd00::/8` (here no port can follow). Throws PushbenchError usage. */
export function peerOf(text: string): Peer {
  const [, label, value, labelPort] = /^([A-Za-z0-9][\w./-]*)=([A-Za-z0-9][\w.-]*)(?::(\d+))?$/.exec(text) ?? [];
  if (label !== undefined && value !== undefined) return withPort({ label: [label, value] }, labelPort, text);
  const [, address = "", bits, port] =
    /^([\d.]+)(?:\/(\d+))?(?::(\d+))?$/.exec(text) ?? /^([\da-f:]+)(?:\/(\d+))?$/i.exec(text) ?? [];
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || Number(bits ?? most) > most) throw noPeer(text);
  return withPort({ cidr: `${address}/${bits ?? most}` }, port, text);
}

function withPort<P extends object>(peer: P, port: string | undefined, text: string): P & { port?: number } {
  if (port === undefined) return peer;
  if (Number(port) < 1 || Number(port) > 65_535) throw noPeer(text);
  return { ...peer, port: Number(port) };
}

const noPeer = (text: string): PushbenchError =>
  new PushbenchError("usage", `--service: "${text}" names neither pods nor addresses.`, {
    hint: "Write a label of pods in the same namespace (app=shop), or an address or network (10.20.0.5, 10.20.0.0/16); a port may follow (:8080).",
  });
