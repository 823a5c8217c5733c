/** Why a handshake failed, in words: Node's codes and OpenSSL's reasons say little to whoever runs a bench. */

const NOT_TLS = "what came is not TLS";
const VERSION = "the peer does not speak this version of TLS";
const NOTHING_SHARED = "the peer found nothing that both sides know";
const NO_PROTOCOL = "there is no protocol that both sides offer";
const UNTRUSTED = "the certificate was issued by nobody who is trusted";
const MISTRUSTED = "the peer does not trust the certificate";
const ENDED = "the peer ended the connection inside the handshake";

/** By Node's code, alerts spelled as OpenSSL 3.0 does. */
const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the certificate has expired",
  CERT_NOT_YET_VALID: "the certificate is not valid yet",
  CERT_REVOKED: "the certificate was revoked",
  CERT_SIGNATURE_FAILURE: "the certificate was signed by somebody else than whom it names",
  CERT_UNTRUSTED: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another name",
  HOSTNAME_MISMATCH: "the certificate is for another name",
  INVALID_CA: "the certificate was issued by one that must not issue any",
  INVALID_PURPOSE: "the certificate is not one for servers",
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate came alone, and its issuer's certificate is missing",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate goes back to a root that is not trusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is signed by itself and not trusted",

  ERR_TLS_HANDSHAKE_TIMEOUT: "the handshake took too long",
  ERR_TLS_TOO_MANY_HANDSHAKES: "it was the oldest of too many handshakes at once",
  ERR_TLS_ALPN: "the peer does not speak the protocol",
  ERR_TLS_SESSION_ATTACK: "the peer asked for a new handshake too often",
  ECONNRESET: ENDED,
  EPIPE: ENDED,

  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: VERSION,
  ERR_SSL_UNSUPPORTED_PROTOCOL: VERSION,
  ERR_SSL_NO_SHARED_CIPHER: "there is no cipher that both sides know",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: NOTHING_SHARED,
  ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY: NOTHING_SHARED,
  ERR_SSL_NO_APPLICATION_PROTOCOL: NO_PROTOCOL,
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: NO_PROTOCOL,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: "the peer knows no such name",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "the peer asks clients for a certificate",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: MISTRUSTED,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: MISTRUSTED,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: MISTRUSTED,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: MISTRUSTED,

  ERR_SSL_HTTP_REQUEST: "the peer speaks HTTP without TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_UNEXPECTED_MESSAGE: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_DATA_LENGTH_TOO_LONG: NOT_TLS, // the same, since OpenSSL 3.2
  ERR_SSL_BAD_RECORD_TYPE: NOT_TLS,
  ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: "what came was damaged on its way",
  ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC: "what was sent was damaged on its way",
};

const isOfTls = (code: string): boolean => /^(ERR_(SSL|TLS)_|CERT_|UNABLE_TO_|SELF_SIGNED_)/.test(code);

/** Codes that are of TLS only before the handshake is done. */
const isOfSockets = (code: string): boolean => code === "ECONNRESET" || code === "EPIPE";

/** What Node adds to an error of OpenSSL: its message has addresses and line numbers, and differs from run to run. */
interface OpensslError extends NodeJS.ErrnoException {
  reason?: string;
}

/**
 * The reason of an error of a connection that is encrypted, for counting: the same text for the same cause, with Node's code
 * behind it. `inHandshake`: it came before the handshake was done. Undefined: it is no affair of TLS.
 */
export function tlsFailure(error: OpensslError, inHandshake: boolean): string | undefined {
  // OpenSSL 3.2 renamed alerts: "sslv3 alert …" became "ssl/tls alert …".
  const code = (error.code ?? "").replace("SSL_SSL/TLS_ALERT", "SSL_SSLV3_ALERT");
  const words = reasons[code];
  if (isOfSockets(code)) return inHandshake ? `TLS: ${words} (${code})` : undefined;
  if (words === undefined && !isOfTls(code)) return undefined;
  return `TLS: ${words ?? error.reason ?? error.message} (${code})`;
}

/** Whether such a reason says that the peer's certificate was not accepted: it would not be the next time either. */
export const isOfCertificate = (reason: string): boolean =>
  /\((CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_)\w*\)/.test(reason);
