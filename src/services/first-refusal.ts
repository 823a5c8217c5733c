/** Why a first request failed that TLS has to do with, and the way out. */
import { PushbenchError } from "../errors.js";
import { isOfCertificate, tlsFailure } from "../tls/failure.js";

/** A service whose certificate its clients do not trust: to ask it again would not help. */
export class NotTrusted extends Error {}

/** Why a first request failed, in words; as NotTrusted where the certificate is the reason. */
export function judged(error: NodeJS.ErrnoException): Error {
  const reason = tlsFailure(error, false) ?? error.message;
  if (isOfCertificate(reason)) return new NotTrusted(reason);
  return reason === error.message ? error : new Error(reason, { cause: error });
}

/** `named`: as messages call the service, with its command or URL. */
export const notTrusted = (named: string, { message }: NotTrusted): PushbenchError =>
  new PushbenchError("service-not-ready", `${named} is not trusted: ${message.replace(/^client \d+: /, "")}.`, {
    hint: wayOut(message),
  });

function wayOut(reason: string): string {
  if (/\(ERR_TLS_CERT_ALTNAME_INVALID\)/.test(reason))
    return "Say in the approach which name its certificate has: tls: { servername: shop.example }. By default it is the host of the URL, and localhost for a command.";
  if (/\(CERT_(HAS_EXPIRED|NOT_YET_VALID)\)/.test(reason)) return "Give the service a certificate that is valid today.";
  return "If the certificate is one of yours, name in the approach the file of the root that issued it (PEM): tls: { ca: root.pem }. Certificates are always verified.";
}

const NOT_TLS = /\(ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)\)/;
const OTHER_PROTOCOL = /\(ERR_TLS_ALPN\)|NO_APPLICATION_PROTOCOL\)/;
/** So ends a request that a server of TLS cannot read. */
const BROKEN_OFF = /connection closed|ECONNRESET|ended before the answer/;

/** What may be wrong where both sides do not speak the same, with TLS or inside it. Undefined: nothing hints at that. */
export function adviceOnTls(reason: string, isEncrypted: boolean): string | undefined {
  if (isEncrypted && NOT_TLS.test(reason))
    return "If it speaks no TLS there, take `tls` out of the approach, or choose another with --approaches.";
  if (OTHER_PROTOCOL.test(reason))
    return "By ALPN it must choose h2 where the approach says http2: true, and otherwise http/1.1, or nothing.";
  if (!isEncrypted && BROKEN_OFF.test(reason))
    return "If it speaks TLS there, say so: tls: true for a command, and https or wss in a URL.";
  return undefined;
}
