/** A flood of handshakes that are begun and never go on: whoever goes on is served, and each is ended when its time is up. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { clientHello } from "../../tls/client-hello.js";
import { nothingRefused, settled } from "../../transports/promise/expectations.js";
import { events, nameOf, playsOfFlows, securedWays } from "../../transports/promise/plays.js";
import { until } from "../../transports/promise/recorder.js";
import { Stage } from "../../transports/promise/stage.js";

const SPEAKING = 500;
const SILENT = 500;
/** Long enough for those who go on, behind all the others. */
const HANDSHAKE_SECONDS = 8;
const ALL = events(0, 120);

describe("a flood of handshakes, at least once", () => {
  for (const play of playsOfFlows({ ways: securedWays, guarantee: "at-least-once", flows: ["relay"] })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play, { settings: { tls: { handshakeSeconds: HANDSHAKE_SECONDS } } });
      const hello = await clientHello();
      const { hostname, port } = new URL(stage.serviceUrl);
      const flood: Socket[] = Array.from({ length: SPEAKING + SILENT }, (_, i) => {
        const socket = connect(Number(port), hostname).on("error", () => {});
        if (i < SPEAKING) socket.on("connect", () => socket.write(hello));
        return socket.resume();
      });
      const ended = Promise.all(flood.map((socket) => once(socket, "close")));
      await Promise.all(flood.map((socket) => socket.connecting && once(socket, "connect")));
      stage.driver.dropConnections(); // so that all need handshakes, too
      stage.begin(ALL);
      await settled(stage, ALL);
      nothingRefused(stage);
      assert.ok(
        flood.every((socket) => !socket.destroyed),
        "the flood has not ended yet",
      );
      await ended;
      const tookTooLong = () =>
        stage.atService.of("problem").filter(({ reason }) => /took too long/.test(reason)).length;
      await until(() => tookTooLong() === SPEAKING + SILENT, tookTooLong);
      const open = () => stage.service.counters().connectionsOpen;
      await until(() => open() < SILENT, open); // those of the clients are a few per client
    });
  }
});
