import assert from "node:assert/strict";
import { test } from "node:test";
import { costAt, type PlayedApproach, stepsOf } from "../../../scripts/micro/cost-model.js";
import type { Cost } from "../../../scripts/micro/measure.js";
import { operations } from "../../../scripts/micro/operations/all.js";

const cost = (id: keyof typeof operations, cpuNs: number, bodyBytes?: number): Cost => ({
  id,
  operation: operations[id],
  payloadBytes: bodyBytes,
  bodyBytes,
  cpuNs,
  lowNs: cpuNs,
  highNs: cpuNs,
  errorRatio: 0,
  rounds: 1,
});

const perDelivery = (workload: PlayedApproach): Record<string, number> =>
  Object.fromEntries(stepsOf(workload).map((step) => [step.operation, step.perDelivery]));

const webhook = { transport: "webhook", config: { connection: "keep-alive", signature: "standard-webhooks" } };
const websocket = { transport: "websocket", config: { deflate: false } };

test("a relayed webhook shares one reception among its deliveries and signs each of them", () => {
  const workload = { flow: "relay", guarantee: "at-least-once", approach: webhook, deliveriesPerEvent: 4 } as const;
  assert.deepEqual(perDelivery(workload), {
    httpServer: 0.25,
    httpClient: 1,
    hmacVerify: 0.25,
    hmacSign: 1,
    parseEnvelope: 0.25,
    exchange: 0.625,
    clock: 2,
    append: 2,
  });
});

test("an unsigned webhook has no HMAC, a new connection has its price", () => {
  const approach = { transport: "webhook", config: { connection: "new", signature: "none" } };
  const workload = { flow: "ingest", guarantee: "at-least-once", approach, deliveriesPerEvent: 1 } as const;
  const steps = perDelivery(workload);
  assert.equal(steps.connection, 0.5);
  assert.ok(!("hmacVerify" in steps) && !("hmacSign" in steps));
});

test("a broadcast WebSocket without acks only sends", () => {
  const workload = {
    flow: "broadcast",
    guarantee: "at-most-once",
    approach: websocket,
    deliveriesPerEvent: 9,
  } as const;
  assert.deepEqual(perDelivery(workload), { wsFrame: 1, exchange: 0.25, clock: 1, append: 1 });
});

test("acks are received and, where events come in, sent", () => {
  const workload = { flow: "relay", guarantee: "at-least-once", approach: websocket, deliveriesPerEvent: 2 } as const;
  const steps = perDelivery(workload);
  assert.equal(steps.wsAckFrame, 0.5);
  assert.equal(steps.wsReceiveAck, 1);
  assert.equal(steps.exchange, 0.75);
});

test("deflate compresses what is sent and inflates what is received", () => {
  const approach = { transport: "websocket", config: { deflate: true } };
  const workload = { flow: "relay", guarantee: "at-most-once", approach, deliveriesPerEvent: 2 } as const;
  const { deflate, inflate } = perDelivery(workload);
  assert.deepEqual({ deflate, inflate }, { deflate: 1, inflate: 0.5 });
});

test("costs lie on straight lines through the measured sizes, beyond them too, and are never below 0", () => {
  const costs = [cost("hmacSign", 100, 200), cost("hmacSign", 300, 1200), cost("hmacSign", 3000, 10_200)];
  assert.equal(costAt(costs, "hmacSign", 200), 100);
  assert.equal(costAt(costs, "hmacSign", 700), 200);
  assert.equal(costAt(costs, "hmacSign", 5700), 1650);
  assert.equal(costAt(costs, "hmacSign", 20_400), 6060);
  assert.equal(costAt([cost("hmacSign", 10, 200), cost("hmacSign", 500, 1200)], "hmacSign", 100), 0);
});

test("a cost without a size is the same at every size, and one that was not measured is no 0", () => {
  assert.equal(costAt([cost("clock", 60)], "clock", 5000), 60);
  assert.throws(() => costAt([], "clock", 5000), /clock was not measured/);
});

test("over TLS a message costs what it costs there, and a new connection is accepted or opened with the handshake of its settings", () => {
  const steps = (tls: unknown, flow: PlayedApproach["flow"]) =>
    perDelivery({
      flow,
      guarantee: "at-least-once",
      approach: { transport: "webhook", config: { connection: "new", signature: "none", tls } },
      deliveriesPerEvent: 1,
    });
  const full = { resumption: "off" };
  assert.equal(steps(true, "ingest").acceptResumed, 1);
  assert.equal(steps(full, "ingest").acceptFull, 1);
  assert.equal(steps(full, "broadcast").openFull, 1);
  assert.equal(steps(full, "ingest").secureExchange, 0.5);
  assert.ok(!("connection" in steps(full, "ingest")) && !("exchange" in steps(full, "ingest")));
});

test("there is no model of webhooks over HTTP/2", () => {
  const approach = { transport: "webhook", config: { http2: true, tls: true, signature: "none" } };
  const workload = { flow: "ingest", guarantee: "at-least-once", approach, deliveriesPerEvent: 1 } as const;
  assert.deepEqual(stepsOf(workload), []);
});
