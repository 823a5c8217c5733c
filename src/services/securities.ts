/** How the connections of each approach of a run are encrypted. The certificates are made once, before anything starts. */
import { type ApproachRecord, addressOf, labelOf } from "../result/result.js";
import type { Security } from "../tls/security.js";
import { type TlsSetting, type TlsSettings, tlsSettings } from "../tls/settings.js";

/** By the labels of those approaches that are encrypted. */
export type Securities = ReadonlyMap<string, Security>;

/** Who shows what to whom. */
type Trust = Pick<Security, "ca" | "identity" | "servername">;

export async function securitiesOf(approaches: readonly ApproachRecord[]): Promise<Securities> {
  const securities = new Map<string, Security>();
  const own = new Map<TlsSettings["certificate"], Promise<Trust>>();
  for (const approach of approaches) {
    const settings = tlsSettings((approach.config as { tls?: TlsSetting }).tls);
    if (settings === undefined) continue;
    const { certificate, version, resumption, handshakeSeconds } = settings;
    const made = own.get(certificate) ?? trustOfRun(certificate);
    own.set(certificate, made);
    securities.set(labelOf(addressOf(approach)), { version, resumption, handshakeSeconds, ...(await made) });
  }
  return securities;
}

/** What makes certificates is loaded by runs that need some. */
async function trustOfRun(certificate: TlsSettings["certificate"]): Promise<Trust> {
  const { makeChain, SERVERNAME } = await import("../tls/certificates.js");
  const { root, chain, key } = await makeChain({ certificate });
  return { ca: root, identity: { chain, key }, servername: SERVERNAME };
}
