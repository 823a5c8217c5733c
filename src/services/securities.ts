/** How the connections of each approach of a run are encrypted. Certificates are made, and read, once: before anything starts. */
import { PushbenchError } from "../errors.js";
import { readCertificates } from "../files/certificate-file.js";
import { type ApproachRecord, addressOf, labelOf } from "../result/result.js";
import { isStarted, type ServiceSource } from "../result/service-source.js";
import type { Security } from "../tls/security.js";
import { type TlsSetting, type TlsSettings, tlsSettings } from "../tls/settings.js";

/** By the labels of those approaches that are encrypted. */
export type Securities = ReadonlyMap<string, Security>;

/** Who shows what to whom. */
type Trust = Pick<Security, "ca" | "identity" | "servername">;

/** Throws PushbenchError scenario-invalid for a file of certificates that cannot be used. */
export async function securitiesOf(approaches: readonly ApproachRecord[]): Promise<Securities> {
  const securities = new Map<string, Security>();
  const ofRun = new Map<TlsSettings["certificate"], Promise<Trust>>();
  for (const approach of approaches) {
    const { service, config } = approach;
    const settings = tlsSettings(config.tls as TlsSetting | undefined);
    if (settings === undefined) continue;
    const { certificate, version, resumption, handshakeSeconds } = settings;
    let trust: Trust;
    if (service === undefined) {
      const made = ofRun.get(certificate) ?? trustOfRun(certificate);
      ofRun.set(certificate, made);
      trust = await made;
    } else trust = await trustOfUser(approach, service, settings);
    securities.set(labelOf(addressOf(approach)), { version, resumption, handshakeSeconds, ...trust });
  }
  return securities;
}

/** What makes certificates is loaded by runs that need some. */
async function trustOfRun(certificate: TlsSettings["certificate"]): Promise<Trust> {
  const { makeChain, SERVERNAME } = await import("../tls/certificates.js");
  const { root, chain, key } = await makeChain({ certificate });
  return { ca: root, identity: { chain, key }, servername: SERVERNAME };
}

/** Whoever runs the service gave it a certificate. It is held against the name in its URL, wherever its clients connect in fact. */
async function trustOfUser({ name }: ApproachRecord, service: ServiceSource, settings: TlsSettings): Promise<Trust> {
  const { ca, servername = isStarted(service) ? "localhost" : hostOf(service.url) } = settings;
  if (ca === undefined) return { servername };
  const pem = await readCertificates(ca).catch((cause: Error) => {
    throw new PushbenchError("scenario-invalid", `approaches.${name}.tls.ca: ${cause.message}`, { cause });
  });
  return { servername, ca: pem };
}

const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
