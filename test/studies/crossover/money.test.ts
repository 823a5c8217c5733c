import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { PushbenchError } from "../../../src/errors.js";
import { findingsOf } from "../../../src/studies/crossover/findings.js";
import { perMonth } from "../../../src/studies/crossover/money.js";
import { pricesJsonSchema, readPrices } from "../../../src/studies/crossover/price-file.js";
import { type Prices, pricesSchema } from "../../../src/studies/crossover/prices.js";
import type { PointFigures } from "../../../src/studies/sweep/record.js";
import { logSpaced, simulatedSweep } from "./simulated-sweep.js";

const SHIPPED = "prices/aws-us-east-1.yaml";

const gateway: Prices = {
  title: "a gateway alone",
  date: "2026-09-20",
  currency: "USD",
  transports: {
    webhook: { perMillionRequests: { price: 1 } },
    websocket: { perMillionMessages: { price: 1 }, perMillionConnectionMinutes: { price: 0.25 } },
  },
};

const scenario = {
  flow: "ingest" as const,
  guarantee: "at-most-once" as const,
  approaches: ["webhook", "websocket"].map((name) => ({ name, transport: name, config: {} })),
};

const figures = (approach: string, more: Partial<PointFigures> = {}): PointFigures => ({
  approach,
  verdict: "not-saturated",
  clients: 1,
  eventsPerSecond: 0,
  deliveriesPerSecond: 0,
  undelivered: 0,
  ...more,
});

const close = (actual: number | undefined, expected: number): void =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9 * expected, `${actual}, not ${expected}`);

test("an idle connection at a gateway costs as much in a month as 15 webhooks an hour", () => {
  const idle = perMonth(figures("websocket"), gateway, scenario)!;
  close(idle, 43_800 * 0.25e-6);
  const perSecond = 15 / 3600;
  close(
    perMonth(figures("webhook", { deliveriesPerSecond: perSecond, eventsPerSecond: perSecond }), gateway, scenario),
    idle,
  );
});

test("at a gateway's prices a WebSocket never breaks even with webhooks", () => {
  const rates = logSpaced(1e-4, 100, 8);
  const lines = { webhook: { standing: 1e3, perDelivery: 60_000 }, websocket: { standing: 1e6, perDelivery: 20_000 } };
  for (const guarantee of ["at-most-once", "at-least-once"] as const) {
    const record = simulatedSweep({ rates, rounds: 6, approaches: lines, noise: { spread: 0.03, shared: 0 }, seed: 1 });
    Object.assign(record.question.scenario, { guarantee });
    const pairs = findingsOf(record, gateway).curves[0]!.pairs;
    const answer = (name: string) => pairs.find(({ currency }) => currency === name)!.crossover;
    assert.equal(answer("cpu").kind, "crossing", "although in CPU it does");
    assert.deepEqual(answer("money"), { kind: "none", cheaper: "webhook" });
  }
});

test("every price multiplies what it is of, over a month of 730 hours", () => {
  const at = { clients: 10, eventsPerSecond: 2, deliveriesPerSecond: 18 };
  const used = { cpuNsPerSecond: 0.5e9, rssBytes: 2e8, sentBytesPerSecond: 1000 };
  const cost = (
    prices: Partial<Prices>,
    flow: "relay" | "ingest" = "ingest",
    guarantee: "at-most-once" | "at-least-once" = "at-most-once",
  ) =>
    perMonth(
      figures("websocket", { ...at, ...used }),
      { ...gateway, transports: {}, ...prices },
      { ...scenario, flow, guarantee },
    );
  close(cost({ cpuHour: { price: 0.04 } }), 0.5 * 730 * 0.04);
  close(cost({ memoryGbMonth: { price: 3 } }), 0.6);
  close(cost({ egressGb: { price: 0.09 } }), ((1000 * 730 * 3600) / 1e9) * 0.09);
  const messages = { transports: { websocket: { perMillionMessages: { price: 1 } } } };
  const perMessage = (730 * 3600) / 1e6;
  close(cost(messages), 18 * perMessage);
  close(cost(messages, "relay"), 20 * perMessage);
  close(cost(messages, "relay", "at-least-once"), 40 * perMessage);
  assert.equal(cost({ transports: { webhook: { perMillionRequests: { price: 1 } } } }), 0);
});

test("what a price needs and was not measured leaves the cost empty", () => {
  assert.equal(perMonth(figures("webhook"), { ...gateway, cpuHour: { price: 0.04 } }, scenario), undefined);
  assert.equal(
    perMonth(figures("webhook", { cpuNsPerSecond: 0 }), { ...gateway, cpuHour: { price: 0.04 } }, scenario),
    0,
  );
});

test("the shipped price list is valid, names the source of every price, and its JSON Schema is that of the code", async () => {
  const prices = await readPrices(SHIPPED);
  const all = JSON.stringify(prices).match(/"price":/g)!.length;
  assert.equal(JSON.stringify(prices).match(/"source":/g)!.length, all);
  assert.equal(all, 6);
  assert.deepEqual(JSON.parse(readFileSync("prices/prices.schema.json", "utf8")), pricesJsonSchema());
});

test("a price list is refused with every problem and its line", async () => {
  assert.ok(!pricesSchema.safeParse({ title: "x", date: "today", currency: "USD" }).success);
  await assert.rejects(readPrices("scenarios/chat.yaml"), (error: PushbenchError) => {
    assert.equal(error.code, "prices-invalid");
    const lines = error.problems!.map(({ at, message }) => `${at}: ${message}`);
    assert.ok(
      lines.some((line) => /^scenarios\/chat\.yaml:\d+ flow: is not known here/.test(line)),
      lines.join("\n"),
    );
    assert.ok(
      lines.some((line) => /currency: is missing/.test(line)),
      lines.join("\n"),
    );
    return true;
  });
  await assert.rejects(readPrices("prices/none.yaml"), /1 problem in prices\/none\.yaml/);
});
