/** The reasons that are counted: words for each cause, and never what differs from run to run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { tlsFailure } from "../../src/tls/failure.js";

const errorOf = (code: string, more: { message?: string; reason?: string } = {}) =>
  Object.assign(new Error(more.message ?? "?"), { code, ...more });

test("a code that is known is told in words, with the code behind them", () => {
  assert.equal(tlsFailure(errorOf("CERT_HAS_EXPIRED"), true), "TLS: the certificate has expired (CERT_HAS_EXPIRED)");
  assert.match(tlsFailure(errorOf("INVALID_PURPOSE"), true)!, /not one for servers/);
});

test("OpenSSL 3.0 and 3.2 spell alerts differently, and the reason is the same", () => {
  const older = tlsFailure(errorOf("ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE"), true);
  assert.equal(tlsFailure(errorOf("ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE"), true), older);
  assert.match(older!, /nothing that both sides know/);
});

test("of a code that is not known OpenSSL's reason is told, and not its message, which has addresses", () => {
  const message = "809C6B552E7F0000:error:0A0000C6:SSL routines:f:odd thing:../ssl3_record.c:379:\n";
  assert.equal(
    tlsFailure(errorOf("ERR_SSL_ODD_THING", { message, reason: "odd thing" }), true),
    "TLS: odd thing (ERR_SSL_ODD_THING)",
  );
});

test("a reset is of TLS only inside of a handshake; an error of the system never is", () => {
  assert.match(tlsFailure(errorOf("ECONNRESET"), true)!, /inside the handshake/);
  assert.equal(tlsFailure(errorOf("ECONNRESET"), false), undefined);
  assert.equal(tlsFailure(errorOf("ECONNREFUSED"), true), undefined);
});
