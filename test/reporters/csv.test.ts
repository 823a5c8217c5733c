import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { roundsCsv, summaryCsv } from "../../src/reporters/csv/rows-csv.js";
import { timelineCsv } from "../../src/reporters/csv/timeline-csv.js";
import { columnName, toCsv } from "../../src/reporters/csv/to-csv.js";
import { csvRecords } from "./csv-records.js";
import { encoded, part, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "./fixture.js";
import { matchesGolden } from "./golden.js";

const PROMISED_COLUMNS = [
  "scenario,approach,transport,flow,rounds,events,deliveries,lost,duplicates,out_of_order,rejected",
  "latency_p50_ns,latency_p90_ns,latency_p99_ns,latency_p999_ns,latency_max_ns,service_time_p50_ns,service_time_p99_ns",
  "ack_p50_ns,ack_p99_ns,lateness_p50_ns,lateness_p99_ns,deliveries_per_second,service_cpu_us_per_delivery",
  "service_rss_idle_bytes,service_rss_max_bytes,wire_bytes_per_delivery,generator_cpu_ratio,generator_verdict",
].join(",");

test("summary.csv begins with the columns that are promised to its readers", () => {
  for (const result of [resultOf(0), resultOf(2)]) {
    const header = summaryCsv(result).split("\n")[0]!;
    assert.ok(header.startsWith(`${PROMISED_COLUMNS},`), header);
  }
});

test("summary.csv of a chat run", () => {
  matchesGolden("summary.csv", summaryCsv(resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET])));
});

test("rounds.csv has a line per round and approach with the columns of summary.csv", () => {
  const result = resultOf(3);
  const rounds = csvRecords(roundsCsv(result));
  const [summary] = csvRecords(summaryCsv(result));
  assert.deepEqual(Object.keys(rounds[0]!), ["round", ...Object.keys(summary!)]);
  assert.deepEqual(
    rounds.map(({ round, approach, rounds }) => `${round} ${approach} ${rounds}`),
    ["1 webhook 1", "1 websocket 1", "2 webhook 1", "2 websocket 1", "3 webhook 1", "3 websocket 1"],
  );
});

test("the sums of rounds.csv are the figures of summary.csv", () => {
  const result = resultOf(4, undefined, (bent) => {
    Object.assign(part(bent, 2, "websocket").deliveries, { delivered: 5_390, lost: 10, duplicates: 4 });
  });
  const rounds = csvRecords(roundsCsv(result));
  for (const summary of csvRecords(summaryCsv(result))) {
    const its = rounds.filter(({ approach }) => approach === summary.approach);
    for (const column of ["events", "deliveries", "expected", "lost", "duplicates", "rejected", "connections_opened"]) {
      const total = its.reduce((sum, round) => sum + Number(round[column]), 0);
      assert.equal(Number(summary[column]), total, `${summary.approach} ${column}`);
    }
  }
});

test("unknown cells are empty and not 0", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    delete part(bent, 1, "webhook").latency.ack;
    part(bent, 1, "webhook").latency.latency = encoded([1_000, 2_000]);
    delete part(bent, 1, "webhook").timeline[0]!.serviceCpuRatio;
  });
  const [summary] = csvRecords(summaryCsv(result));
  assert.equal(summary!.ack_p50_ns, "");
  assert.equal(summary!.latency_p99_ns, "");
  assert.equal(summary!.latency_p50_ns, "1000");
  assert.equal(summary!.lost, "0");
  assert.equal(csvRecords(timelineCsv(result))[0]!.service_cpu_ratio, "");
  for (const row of csvRecords(summaryCsv(resultOf(0)))) {
    assert.equal(row.rounds, "0");
    assert.equal(row.deliveries, "");
    assert.equal(row.generator_verdict, "");
  }
});

test("timeline.csv has a line per second, round and approach, and its deliveries are those of the round", () => {
  const result = resultOf(2);
  const text = timelineCsv(result);
  assert.equal(
    text.split("\n")[0],
    "scenario,approach,round,second,events,deliveries,deliveries_per_second,latency_p50_ns,latency_p99_ns,latency_max_ns,service_cpu_ratio,service_rss_bytes,delivered_during,faults",
  );
  const records = csvRecords(text);
  assert.equal(records.length, 2 * 2 * 3);
  for (const round of ["1", "2"]) {
    const its = records.filter((record) => record.round === round && record.approach === "webhook");
    assert.deepEqual(
      its.map(({ second }) => second),
      ["0", "1", "2"],
    );
    assert.equal(
      its.reduce((sum, { deliveries }) => sum + Number(deliveries), 0),
      5_400,
    );
  }
});

test("the rate in the last second of a window of 2.5 s counts half a second", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    part(bent, 1, "webhook").windowNs = 2.5e9;
  });
  const records = csvRecords(timelineCsv(result));
  assert.deepEqual(
    records.map(({ deliveries_per_second }) => deliveries_per_second),
    ["1800", "1800", "3600"],
  );
});

test("column names are the keys in snake case", () => {
  assert.deepEqual(["scenario", "outOfOrder", "latencyP999Ns", "serviceCpuUsPerDelivery"].map(columnName), [
    "scenario",
    "out_of_order",
    "latency_p999_ns",
    "service_cpu_us_per_delivery",
  ]);
});

test("numbers keep 6 significant digits and all of a whole number, never in exponent form", () => {
  const cases: [value: number, cell: string][] = [
    [0, "0"],
    [1_234_567_890, "1234567890"],
    [1_234_560.4, "1234560"],
    [117.333333333, "117.333"],
    [0.1, "0.1"],
    [0.30000000000000004, "0.3"],
    [0.00000012345678, "0.000000123457"],
    [-19.125, "-19.125"],
    [2.9999999999, "3"],
  ];
  for (const [value, cell] of cases) assert.equal(csvRecords(toCsv(["a"], [{ a: value }]))[0]!.a, cell);
});

test("numbers read back are the numbers written", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (value) => {
      const read = Number(csvRecords(toCsv(["a"], [{ a: value }]))[0]!.a);
      assert.ok(Math.abs(read / value - 1) <= 5e-6, `${value} became ${read}`);
    }),
  );
});

test("any text survives commas, quotes and line ends", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (first, second) => {
      fc.pre(!/\r/.test(first + second));
      assert.deepEqual(csvRecords(toCsv(["a", "b"], [{ a: first, b: second }])), [{ a: first, b: second }]);
    }),
  );
});
