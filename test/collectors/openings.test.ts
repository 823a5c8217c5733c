import assert from "node:assert/strict";
import { test } from "node:test";
import { Openings } from "../../src/collectors/openings.js";
import { Recorder } from "../../src/collectors/recorder.js";

test("each connection that was opened counts, with the parts that somebody saw", () => {
  const recorder = new Recorder(() => 5);
  const openings = new Openings();
  recorder.connected(0, { connectNs: 99 }); // nobody is asking yet
  recorder.onConnected = (opening) => openings.add(opening);
  recorder.connected(1, { connectNs: 10, answerNs: 5 });
  recorder.connected(2, { connectNs: 20, handshakeNs: 30, answerNs: 7 });
  recorder.connected(3);
  const { connections, tcpNs, tlsNs, wholeNs } = openings.take();
  assert.equal(connections, 3);
  assert.deepEqual([[...tcpNs], [...tlsNs], [...wholeNs]], [[10, 20], [30], [15, 57]]);
  assert.equal(recorder.take().connected.index.length, 4, "slices see what they saw before");
});
