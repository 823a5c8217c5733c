/** Programs that know nothing of Node's TLS agree with it: openssl on either side, and curl over HTTP/1.1 and HTTP/2. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, type TestContext, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { SERVERNAME } from "../../../src/tls/certificates.js";
import { TlsClient } from "../../../src/tls/client.js";
import { makeIdentities } from "../../tls/identities.js";
import { type Play, playsOfFlows, securedWays } from "../../transports/promise/plays.js";
import { until } from "../../transports/promise/recorder.js";
import { Stage } from "../../transports/promise/stage.js";

const identities = await makeIdentities();
const folder = mkdtempSync(join(tmpdir(), "pushbench-peers-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const root = file("root.pem", identities.root);
const chain = file("chain.pem", identities.good.chain);
const key = file("key.pem", identities.good.key);

const versionOf = (program: string, ...args: string[]): string =>
  spawnSync(program, args, { encoding: "utf8" }).stdout ?? "";
const openssl = versionOf("openssl", "version");
const curl = versionOf("curl", "--version");
const lacksOpenssl = openssl === "" && "openssl is not installed";
const lacksCurl = curl === "" && "curl is not installed";
const lacksHttp2 = !curl.includes("HTTP2") && "curl is not installed, or was built without nghttp2";

const alpnOf = ({ way }: Play): string => (way === "http2" ? "h2" : "http/1.1");
const relays = playsOfFlows({ ways: securedWays, guarantee: "at-most-once", flows: ["relay"] });
const nameOf = ({ transport, way }: Play): string => `${transport} over ${way}`;

/** curl has no key. */
const unsigned = { signature: "none" };
const opened = (t: TestContext, play: Play, settings = {}): Promise<Stage> =>
  Stage.open(t, play, { identities, settings: { ...unsigned, post: unsigned, ...settings } });

/** Its output. `lines`: what it is told, one after the other, before its input ends. */
async function sClient(url: string, args: readonly string[], lines: readonly string[] = []): Promise<string> {
  const { host } = new URL(url);
  const program = spawn("openssl", ["s_client", "-connect", host, "-servername", SERVERNAME, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  program.stdin.on("error", () => {}); // it may end before it has read all
  const output = Promise.all([text(program.stdout), text(program.stderr)]);
  // Each line is a command only when it comes alone; and the ticket comes a little later than the handshake.
  for (const line of [...lines, ""]) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    program.stdin.write(line);
  }
  program.stdin.end();
  return (await output).join("\n");
}

describe("openssl s_client and services", { skip: lacksOpenssl }, () => {
  for (const play of relays) {
    test(`the handshake, the chain, the name and ALPN: ${nameOf(play)}`, async (t) => {
      const stage = await opened(t, play);
      const verified = ["-CAfile", root, "-verify_return_error", "-verify_hostname", SERVERNAME, "-tls1_3"];
      const output = await sClient(stage.serviceUrl, [...verified, "-alpn", alpnOf(play)]);
      assert.match(output, /Verify return code: 0 \(ok\)/);
      assert.match(output, /New, TLSv1\.3, Cipher is TLS_AES/);
      assert.match(output, new RegExp(`ALPN protocol: ${alpnOf(play)}`));
      assert.match(output, /i:CN ?= ?pushbench intermediate[\s\S]*i:CN ?= ?pushbench root/);
      const mistrusting = file("other.pem", identities.unknownRoot.chain);
      assert.match(
        await sClient(stage.serviceUrl, ["-CAfile", mistrusting, "-verify_return_error", "-tls1_3"]),
        /unable to get (local )?issuer certificate|verify error/,
      );
      assert.match(await sClient(stage.serviceUrl, ["-tls1_2"]), /alert protocol version/);
    });

    test(`no early data is taken: ${nameOf(play)}`, async (t) => {
      const stage = await opened(t, play);
      const session = join(folder, `${play.transport}-${play.way}.session`);
      const usual = ["-CAfile", root, "-tls1_3", "-alpn", alpnOf(play)];
      await sClient(stage.serviceUrl, [...usual, "-sess_out", session]);
      const early = file("early", "POST / HTTP/1.1\r\n\r\n");
      const output = await sClient(stage.serviceUrl, [...usual, "-sess_in", session, "-early_data", early]);
      assert.match(output, /Reused, TLSv1\.3/);
      assert.match(output, /Early data was (not sent|rejected)/);
    });

    test(`new keys again and again: the others are served: ${nameOf(play)}`, async (t) => {
      const stage = await opened(t, play);
      const flood = sClient(stage.serviceUrl, ["-tls1_3", "-alpn", alpnOf(play)], Array(20).fill("K\n"));
      await isServed(stage);
      assert.match(await flood, /KEYUPDATE/);
    });

    test(`new handshakes again and again are refused: ${nameOf(play)}`, async (t) => {
      const stage = await opened(t, play, { tls: { version: "1.2" } });
      const output = await sClient(stage.serviceUrl, ["-tls1_2", "-alpn", alpnOf(play)], Array(8).fill("R\n"));
      const times = output.match(/RENEGOTIATING/g)?.length ?? 0;
      assert.ok(times >= 1 && times <= 5, `${times} times`);
      await isServed(stage);
    });
  }
});

/** An event of each client comes through. */
async function isServed(stage: Stage): Promise<void> {
  stage.begin([0, 1, 2, 3, 4, 5]);
  await until(() => stage.deliveries.length === 12);
}

describe("openssl s_server and our clients", { skip: lacksOpenssl }, () => {
  for (const version of ["1.3", "1.2"] as const) {
    test(`a client of TLS ${version} verifies it, agrees on ALPN, and resumes`, async (t) => {
      const certificates = ["-cert", chain, "-cert_chain", chain, "-key", key];
      const args = ["s_server", "-accept", "127.0.0.1:0", ...certificates, "-alpn", "http/1.1", "-rev"];
      const program = spawn("openssl", [...args, `-tls${version.replace(".", "_")}`], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      t.after(() => program.kill());
      let told = "";
      program.stdout.on("data", (piece: Buffer) => {
        told += piece;
      });
      await until(
        () => /ACCEPT .*:\d+/.test(told),
        () => told,
      );
      const port = Number(/ACCEPT .*:(\d+)/.exec(told)![1]);
      const security = {
        version,
        resumption: "on",
        handshakeSeconds: 5,
        ca: identities.root,
        servername: SERVERNAME,
      } as const;
      const client = new TlsClient({ security, alpn: "http/1.1", host: "127.0.0.1" });
      const reused: boolean[] = [];
      for (const word of ["abc", "def"]) {
        const socket = client.secure(connect(port, "127.0.0.1"), 0);
        await once(socket, "secureConnect");
        reused.push(socket.isSessionReused());
        socket.write(`${word}\n`);
        const [answer] = (await once(socket, "data")) as [Buffer];
        assert.equal(`${answer}`.trim(), [...word].reverse().join(""));
        client.endOnceResumable(socket);
        await once(socket, "close");
      }
      assert.deepEqual(reused, [false, true]);
    });
  }
});

describe("curl posts an event", () => {
  for (const play of relays) {
    const skip = alpnOf(play) === "h2" ? lacksHttp2 : lacksCurl;
    test(nameOf(play), { skip }, async (t) => {
      const stage = await opened(t, play);
      if (!("post" in stage.config || "retries" in stage.config)) return t.skip("its clients do not post");
      const { port } = new URL(stage.serviceUrl);
      const body = file("event.json", `${encodeEnvelope(0, "chat.message", 0, "{}")}`);
      const url = `https://${SERVERNAME}:${port}/clients/0/events`;
      const resolve = ["--resolve", `${SERVERNAME}:${port}:127.0.0.1`];
      const headers = ["-H", "content-type: application/json", "-H", "webhook-id: evt_0000000000"];
      const version = alpnOf(play) === "h2" ? "--http2" : "--http1.1";
      const written = ["-sS", "-o", join(folder, "answer"), "-w", "%{http_version} %{http_code} %{ssl_verify_result}"];
      const args = [...written, "--cacert", root, ...resolve, version, ...headers, "--data-binary", `@${body}`, url];
      const program = spawn("curl", args, { stdio: ["ignore", "pipe", "inherit"] });
      const output = await text(program.stdout);
      assert.match(output, alpnOf(play) === "h2" ? /^2 20[24] 0$/ : /^1\.1 20[24] 0$/);
      await until(() => stage.deliveries.length === 2);
    });
  }
});
