/**
 * TLS in a scenario: which approaches are encrypted that do not say so themselves, and what goes together with the services that
 * they speak to. All of it looks at a scenario as it was read, for later every default is filled in.
 */
import type { TlsSetting } from "../tls/settings.js";
import type { Issue } from "./explain.js";
import { isRecord } from "./plain.js";

/**
 * An approach with what holds for it as far as it says nothing else. `usual`: what the scenario says of those that have no service of
 * the user's own; of the others, the URL of the service says it.
 */
export function withTls<Approach extends Record<string, unknown>>(
  approach: Approach,
  usual: TlsSetting | undefined,
): Approach {
  const { tls, service } = approach;
  if (isOwn(service))
    return tls === undefined && schemeOf(service) === "encrypted" ? { ...approach, tls: true } : approach;
  if (usual === undefined || tls === false) return approach;
  if (tls === undefined || (tls === true && usual !== false)) return { ...approach, tls: structuredClone(usual) };
  return isRecord(tls) && isRecord(usual) ? { ...approach, tls: { ...usual, ...tls } } : approach;
}

/** The settings for a service of the user's own: what is said of certificates of the run is not true of it. */
export function withoutCertificate(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!isRecord(settings.tls)) return { ...settings };
  const { certificate: _certificate, ...tls } = settings.tls;
  return { ...settings, tls };
}

/** What of an approach's `tls` cannot be, with the service that it has, or because it has none. */
export function* tlsIssues(scenario: unknown): Iterable<Issue> {
  const approaches = isRecord(scenario) && isRecord(scenario.approaches) ? scenario.approaches : {};
  for (const [name, approach] of Object.entries(approaches)) {
    if (!isRecord(approach) || approach.tls === undefined) continue;
    const { tls, service } = approach;
    const scheme = schemeOf(service);
    const issue = (message: string, ...setting: string[]): Issue => ({
      path: ["approaches", name, "tls", ...setting],
      message,
    });
    if (scheme === "plain" && tls !== false)
      yield issue("needs a URL that begins with https or wss: the service's begins otherwise");
    if (scheme === "encrypted" && tls === false)
      yield issue("is false, but the service's URL begins with https or wss: take one of them back");
    if (!isRecord(tls)) continue;
    if (isOwn(service) && "certificate" in tls)
      yield issue("is not for a service of your own, which has its own certificate: take it out", "certificate");
    if (isOwn(service)) continue;
    for (const setting of ["ca", "servername"])
      if (setting in tls)
        yield issue(
          "is for a service of your own: take it out, for a reference service has a certificate of the run",
          setting,
        );
  }
}

/** Else it is the reference service, perhaps with its number of processes. */
const isOwn = (service: unknown): boolean => service !== undefined && !(isRecord(service) && "processes" in service);

/** Undefined where there is no URL, as for a command. */
function schemeOf(service: unknown): "plain" | "encrypted" | undefined {
  const url = isRecord(service) ? service.url : undefined;
  if (typeof url !== "string") return undefined;
  if (/^(https|wss):/i.test(url)) return "encrypted";
  return /^(http|ws):/i.test(url) ? "plain" : undefined;
}
