import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectingCourse } from "../../src/bench/connecting/connecting-course.js";
import type { OpeningTimes } from "../../src/collectors/openings.js";
import { Histogram } from "../../src/histogram.js";

const times = (tcpNs: number[], tlsNs: number[] = []): OpeningTimes => ({
  connections: tcpNs.length,
  tcpNs: Float64Array.from(tcpNs),
  tlsNs: Float64Array.from(tlsNs),
  wholeNs: Float64Array.from(tcpNs, (ns) => 3 * ns),
});

test("what several generators opened adds up, and the time is that of connecting alone", () => {
  const course = new ConnectingCourse();
  course.opened(3, times([1000, 2000, 3000]));
  course.opened(2, times([4000, 5000]));
  course.took(7e9);
  course.took(2e9);
  const { tcp, tls, whole, ...counts } = course.sample();
  assert.deepEqual(counts, { clients: 5, connections: 5, elapsedNs: 9e9 });
  assert.equal(tls, undefined, "nothing was encrypted");
  const [ofTcp, ofWhole] = [Histogram.decode(tcp!), Histogram.decode(whole!)];
  assert.equal(ofTcp.count, 5);
  assert.ok(Math.abs(ofTcp.quantileNs(0.5)! - 3000) < 10 && Math.abs(ofWhole.maxNs! - 15_000) < 20);
});

test("clients that only listen have opened no connection, and no time of one is known", () => {
  const course = new ConnectingCourse();
  course.opened(200, times([]));
  course.took(1e8);
  assert.deepEqual(course.sample(), { clients: 200, connections: 0, elapsedNs: 1e8 });
});
