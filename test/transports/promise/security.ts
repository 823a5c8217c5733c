/** How the connections of a play are encrypted. */
import { type Chain, makeChain, SERVERNAME } from "../../../src/tls/certificates.js";
import type { Security } from "../../../src/tls/security.js";
import { type TlsSetting, type TlsSettings, tlsSettings } from "../../../src/tls/settings.js";
import type { Identities } from "../../tls/identities.js";

let made: Promise<Chain> | undefined;

async function ofProcess(certificate: TlsSettings["certificate"]): Promise<Pick<Identities, "root" | "good">> {
  made ??= makeChain({ certificate });
  const { root, ...good } = await made;
  return { root, good };
}

/** As a run has it, with these certificates or those of the process; undefined where nothing is encrypted. */
export async function securityOf(
  config: { tls?: TlsSetting },
  identities?: Pick<Identities, "root" | "good">,
): Promise<Security | undefined> {
  const settings = tlsSettings(config.tls);
  if (settings === undefined) return undefined;
  const { version, resumption, handshakeSeconds, certificate } = settings;
  const { root, good } = identities ?? (await ofProcess(certificate));
  return { version, resumption, handshakeSeconds, ca: root, identity: good, servername: SERVERNAME };
}
