/** How the connections of each approach of a run are encrypted. Certificates are made, and read, once: before anything starts. */
import { PushbenchError } from "../errors.js";
import { readCertificates } from "../files/certificate-file.js";
import { type ApproachRecord, addressOf, labelOf } from "../result/result.js";
import { isStarted } from "../result/service-source.js";
import type { Security } from "../tls/security.js";
import { type TlsSetting, type TlsSettings, tlsSettings } from "../tls/settings.js";

/** By the labels of those approaches that are encrypted. */
export type Securities = ReadonlyMap<string, Security>;

/** Who shows what to whom. */
type Trust = Pick<Security, "ca" | "identity" | "servername">;

/**
 * `addresses`: of hosts of a fleet, which listen as well. Throws PushbenchError scenario-invalid for a file of certificates that cannot be
 * used.
 */
export async function securitiesOf(
  approaches: readonly ApproachRecord[],
  addresses: readonly string[] = [],
): Promise<Securities> {
  const securities = new Map<string, Security>();
  const made = new Map<TlsSettings["certificate"], Promise<Trust>>();
  for (const approach of approaches) {
    const settings = tlsSettings(approach.config.tls as TlsSetting | undefined);
    if (settings === undefined) continue;
    const { version, resumption, handshakeSeconds } = settings;
    const trust = await (approach.service === undefined
      ? trustOfRun(settings.certificate, addresses, made)
      : trustOfUser(approach, settings));
    securities.set(labelOf(addressOf(approach)), { version, resumption, handshakeSeconds, ...trust });
  }
  return securities;
}

/** A run has one chain for each kind of key. */
function trustOfRun(
  certificate: TlsSettings["certificate"],
  addresses: readonly string[],
  made: Map<TlsSettings["certificate"], Promise<Trust>>,
): Promise<Trust> {
  const known = made.get(certificate) ?? newTrust(certificate, addresses);
  made.set(certificate, known);
  return known;
}

/** What makes certificates is loaded by runs that need some. */
async function newTrust(certificate: TlsSettings["certificate"], addresses: readonly string[]): Promise<Trust> {
  const { makeChain, SERVERNAME } = await import("../tls/certificates.js");
  const { root, chain, key } = await makeChain({ certificate, addresses });
  return { ca: root, identity: { chain, key }, servername: SERVERNAME };
}

/** Whoever runs the service gave it a certificate. It is held against the name in its URL, wherever its clients connect in fact. */
async function trustOfUser(
  approach: ApproachRecord,
  { ca, servername = nameOf(approach) }: TlsSettings,
): Promise<Trust> {
  if (ca === undefined) return { servername };
  try {
    return { servername, ca: await readCertificates(ca) };
  } catch (cause) {
    const place = `approaches.${approach.name}.tls.ca`;
    throw new PushbenchError("scenario-invalid", `${place}: ${(cause as Error).message}`, { cause });
  }
}

/** A command listens on this machine. */
function nameOf({ service }: ApproachRecord): string {
  if (service === undefined || isStarted(service)) return "localhost";
  return new URL(service.url).hostname.replace(/^\[(.*)\]$/, "$1");
}
