/** Why a handshake failed, in words: Node's codes and OpenSSL's reasons say little to whoever runs a bench. */

const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the certificate has expired",
  CERT_NOT_YET_VALID: "the certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another name",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the certificate was issued by nobody who is trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate was issued by nobody who is trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate goes back to a root that is not trusted",
  CERT_SIGNATURE_FAILURE: "the certificate was signed by somebody else than whom it names",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is signed by itself and not trusted",
  ERR_TLS_HANDSHAKE_TIMEOUT: "the handshake took too long",
  ERR_TLS_ALPN: "the peer does not speak the protocol",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "the peer does not speak this version of TLS",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "the peer does not speak this version of TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "the peer does not speak TLS, or another version",
  ERR_SSL_HTTP_REQUEST: "the peer speaks HTTP without TLS",
  ERR_SSL_NO_SHARED_CIPHER: "there is no cipher that both sides know",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "the peer found nothing that both sides know",
  ERR_SSL_NO_APPLICATION_PROTOCOL: "there is no protocol that both sides offer",
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: "there is no protocol that both sides offer",
  ECONNRESET: "the peer ended the connection inside the handshake",
};

const isOfTls = (code: string): boolean => /^(ERR_(SSL|TLS)_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/.test(code);

/**
 * The reason of an error of a connection that is encrypted, for counting: the same text for the same cause, with Node's code
 * behind it. `inHandshake`: it came before the handshake was done. Undefined: it is no affair of TLS.
 */
export function tlsFailure(
  error: NodeJS.ErrnoException & { reason?: string },
  inHandshake: boolean,
): string | undefined {
  const code = error.code ?? "";
  if (!isOfTls(code) && !(inHandshake && code === "ECONNRESET")) return undefined;
  return `TLS: ${reasons[code] ?? error.reason ?? error.message} (${code})`; // OpenSSL's messages have addresses of memory in them
}

/** Whether such a reason says that the peer's certificate was not accepted: it would not be the next time either. */
export const isOfCertificate = (reason: string): boolean =>
  /\((CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_)\w*\)/.test(reason);
