/**
 * Oracles for what TLS adds, in bytes of the raw socket. Measured elsewhere, with Node's defaults, a lone self-signed leaf of 331
 * bytes (P-256), no ALPN, and 1 byte sent back and forth, a client read and wrote: TLS 1.3 in full 1,299 and 346, resumed 264 and
 * 649; TLS 1.2 in full 833 and 385, resumed 171 and 567. A record has 22 bytes of its own in TLS 1.3, and 29 in TLS 1.2 with AES-GCM.
 */
import "reflect-metadata"; // what @peculiar/x509 looks for
import assert from "node:assert/strict";
import { KeyObject, webcrypto, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createSecureServer } from "node:http2";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { before, test } from "node:test";
import { createServer, type TlsOptions } from "node:tls";
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";
import { type Chain, makeChain, SERVERNAME } from "../../src/tls/certificates.js";
import { TlsClient } from "../../src/tls/client.js";
import { handshakeBytes } from "../../src/tls/handshake-bytes.js";
import type { Alpn, Identity, Security } from "../../src/tls/security.js";
import { listenerOptions } from "../../src/tls/server.js";

/** The DER of an ECDSA signature has 70 to 72 bytes, rarely 69 or 68. */
const SIGNATURE_VARIES = 3;
/** A name of 8 letters, with its length, the length of the list, and the head of the extension. */
const ALPN_BYTES = 15;
/**
 * Since OpenSSL 3.5 (Node 22 and 24) a client of TLS 1.3 also offers X25519MLKEM768, a key that a quantum computer does not find either,
 * and Node's listeners choose it; its list of groups is another in 1.2 as well. Read and written.
 */
const [major, minor] = process.versions.openssl.split(".").map(Number) as [number, number];
const isHybrid = major > 3 || (major === 3 && minor >= 5);
const [hybridRead, hybridWritten, groups] = isHybrid ? [1088, 1226, -9] : [0, 0, 0];
/** What is of no certificate, once the byte of echo in its record, and in full handshakes the leaf, are gone. */
const oracles = {
  "1.3": {
    record: 22,
    full: [1299 - 331 - 23 + hybridRead, 346 - 23 + hybridWritten],
    resumed: [264 - 23 + hybridRead, 649 - 23 + hybridWritten],
    perCertificate: 3 + 2,
  },
  "1.2": {
    record: 29,
    full: [833 - 331 - 30, 385 - 30 + groups],
    resumed: [171 - 30, 567 - 30 + groups],
    perCertificate: 3,
  },
} as const;

let chain: Chain;
let alone: Identity;

before(async () => {
  chain = await makeChain({ certificate: "P-256" });
  const signingAlgorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ["sign", "verify"]);
  const leaf = await X509CertificateGenerator.createSelfSigned({
    ...{ name: "CN=localhost", keys, signingAlgorithm },
    notBefore: new Date(Date.now() - 3600e3),
    notAfter: new Date(Date.now() + 3600e3),
    extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: SERVERNAME }])],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" }).toString();
  alone = { chain: leaf.toString("pem"), key };
});

const securityOf = (version: Security["version"], identity: Identity, ca = identity.chain): Security => ({
  ...{ version, resumption: "on", handshakeSeconds: 5, servername: SERVERNAME },
  ...{ ca, identity },
});

const derBytes = ({ chain: pem }: Identity): number[] =>
  pem.match(/-----BEGIN[\s\S]*?-----END[^\n]*/g)!.map((one) => new X509Certificate(one).raw.length);

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** By a server of Node's that knows no protocol, sends back what it gets, and ends when its client does. */
async function measured(security: Security) {
  const { ALPNProtocols: _, ...listener } = listenerOptions(security, "http/1.1");
  const server = createServer(listener, (socket) => socket.pipe(socket));
  const port = await listening(server);
  const client = { security, alpn: "http/1.1" as Alpn, host: "127.0.0.1", mayLackAlpn: true };
  try {
    return await handshakeBytes(client, { host: "127.0.0.1", port });
  } finally {
    server.close();
  }
}

const near = (bytes: number, expected: number): void =>
  assert.ok(Math.abs(bytes - expected) <= SIGNATURE_VARIES, `${bytes} is not within 3 of ${expected}`);

for (const [version, oracle] of Object.entries(oracles) as ["1.3" | "1.2", (typeof oracles)["1.3" | "1.2"]][]) {
  test(`TLS ${version}: a handshake with a lone leaf, in full and resumed, has the bytes that it had elsewhere`, async () => {
    const { full, resumed } = await measured(securityOf(version, alone));
    const [leafBytes] = derBytes(alone);
    near(full!.readBytes - leafBytes!, oracle.full[0]);
    assert.equal(full!.writtenBytes - ALPN_BYTES, oracle.full[1]);
    assert.deepEqual([resumed!.readBytes, resumed!.writtenBytes - ALPN_BYTES], [...oracle.resumed]);
  });

  test(`TLS ${version}: a chain is larger by its certificates, and only in full`, async () => {
    const { full, resumed } = await measured(securityOf(version, chain, chain.root));
    const [leafBytes, intermediateBytes, ...more] = derBytes(chain);
    assert.deepEqual(more, [], "nobody sends the root");
    near(full!.readBytes - leafBytes! - intermediateBytes!, oracle.full[0] + oracle.perCertificate);
    assert.deepEqual([resumed!.readBytes, resumed!.writtenBytes - ALPN_BYTES], [...oracle.resumed]);
  });

  test(`TLS ${version}: a record costs ${oracle.record} bytes in either direction, and holds up to 16 KiB`, async () => {
    const security = securityOf(version, alone);
    const server = createServer(listenerOptions(security, "http/1.1"), (socket) => socket.pipe(socket));
    const raw = connect(await listening(server), "127.0.0.1");
    const socket = new TlsClient({ security, alpn: "http/1.1", host: "127.0.0.1" }).secure(raw, 0);
    const echo = async (bytes: number): Promise<number[]> => {
      const [wrote, read, plainRead] = [raw.bytesWritten, raw.bytesRead, socket.bytesRead];
      socket.write(Buffer.alloc(bytes));
      while (socket.bytesRead - plainRead < bytes) await once(socket, "data");
      return [raw.bytesWritten - wrote - bytes, raw.bytesRead - read - bytes];
    };
    await once(socket, "secureConnect");
    await echo(1); // behind it no ticket comes any more
    assert.deepEqual(await echo(1000), [oracle.record, oracle.record]);
    assert.deepEqual((await echo(16_384 + 1))[0], 2 * oracle.record);
    socket.end();
    await once(raw, "close");
    server.close();
  });
}

test("a client that keeps no session has full handshakes alone, and they carry the same", async () => {
  const { full, resumed } = await measured({ ...securityOf("1.3", alone), resumption: "off" });
  assert.equal(resumed, undefined);
  near(full!.readBytes - derBytes(alone)[0]!, oracles["1.3"].full[0]);
});

test("who ends a connection before its ticket came waits for that, and still says goodbye", async () => {
  const security = securityOf("1.3", alone);
  const { ALPNProtocols: _, ...listener } = listenerOptions(security, "http/1.1");
  const server = createServer(listener, (socket) => socket.resume());
  const raw = connect(await listening(server), "127.0.0.1");
  const client = new TlsClient({ security, alpn: "http/1.1", host: "127.0.0.1", mayLackAlpn: true });
  const socket = client.secure(raw, 0).resume();
  socket.once("secureConnect", () => client.endOnceResumable(socket));
  await once(socket, "close");
  server.close();
  const goodbye = 22 + 2;
  assert.equal(raw.bytesWritten, oracles["1.3"].full[1] + ALPN_BYTES + goodbye);
});

test("what a peer of HTTP/2 says before it is spoken to belongs to no handshake", async () => {
  const security = securityOf("1.3", alone);
  const server = createSecureServer(listenerOptions(security, "h2"));
  const port = await listening(server);
  const { full } = await handshakeBytes({ security, alpn: "h2", host: "127.0.0.1" }, { host: "127.0.0.1", port });
  server.close();
  const alpnBytes = ALPN_BYTES - "http/1.1".length + "h2".length;
  assert.equal(full!.writtenBytes - alpnBytes, oracles["1.3"].full[1]);
  // The choice, and the session's record of it in both tickets.
  const more = full!.readBytes - derBytes(alone)[0]! - oracles["1.3"].full[0];
  assert.ok(more >= alpnBytes && more <= alpnBytes + 2 * 16 + SIGNATURE_VARIES, `${more} B more`);
});

test("a peer that closes without a word of TLS is measured as well, and who speaks none is an error", async () => {
  const security = securityOf("1.3", alone);
  const { ALPNProtocols: _, ...listener } = listenerOptions(security, "http/1.1");
  const raws = new Map<string, Socket>();
  const rude = createServer({ ...listener, allowHalfOpen: true } as TlsOptions, (socket) => {
    socket.resume().on("end", () => raws.get(`${socket.remotePort}`)!.destroy());
  });
  rude.on("connection", (raw: Socket) => raws.set(`${raw.remotePort}`, raw));
  const client = { security, alpn: "http/1.1" as Alpn, host: "127.0.0.1", mayLackAlpn: true };
  const { full } = await handshakeBytes(client, { host: "127.0.0.1", port: await listening(rude) });
  rude.close();
  near(full!.readBytes - derBytes(alone)[0]!, oracles["1.3"].full[0]);
  const mute = createTcpServer((socket) => socket.destroy());
  const address = { host: "127.0.0.1", port: await listening(mute) };
  await assert.rejects(handshakeBytes(client, address));
  mute.close();
});
