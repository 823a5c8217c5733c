import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv } from "ajv";
import { bencher } from "../../../src/reporters/gate/bencher.js";
import { biggerIsBetter, smallerIsBetter } from "../../../src/reporters/gate/github-action-benchmark.js";
import { medianOfHead } from "../../../src/reporters/gate/head-level.js";
import { CPU, everyReport, gateReport, MEMORY, P50, THROUGHPUT } from "./fixture.js";

/** `BenchmarkResult` as github-action-benchmark has it, without the coercions that let mistakes pass. */
const benchmarkResults = {
  type: "array",
  items: {
    type: "object",
    properties: {
      name: { type: "string" },
      value: { type: "number" },
      range: { type: "string" },
      unit: { type: "string" },
      extra: { type: "string" },
    },
    required: ["name", "value", "unit"],
    additionalProperties: false,
  },
};

/** https://bencher.dev/bmf.json, and what the documentation adds: names of at most 1,024 characters. */
const bencherMetricFormat = {
  type: "object",
  propertyNames: { maxLength: 1024 },
  patternProperties: {
    ".+": {
      type: "object",
      patternProperties: {
        ".+": {
          type: "object",
          properties: {
            value: { type: "number" },
            lower_value: { type: "number" },
            upper_value: { type: "number" },
          },
          required: ["value"],
          additionalProperties: false,
        },
      },
    },
  },
};

type Benchmarks = { name: string; unit: string; value: number; range?: string; extra: string }[];
type Metrics = Record<string, Record<string, { value: number; lower_value: number; upper_value: number }>>;

/** Of head's rounds alone: stores keep it from run to run. */
const HEAD = medianOfHead(CPU)!;

const ajv = new Ajv({ allErrors: true });
const isBenchmarkResults = ajv.compile<Benchmarks>(benchmarkResults);
const isBencher = ajv.compile<Metrics>(bencherMetricFormat);

function readBenchmarks(text: string): Benchmarks {
  const value: unknown = JSON.parse(text);
  assert.ok(isBenchmarkResults(value), ajv.errorsText(isBenchmarkResults.errors));
  return value;
}

function readBencher(text: string): Metrics {
  const value: unknown = JSON.parse(text);
  assert.ok(isBencher(value), ajv.errorsText(isBencher.errors));
  return value;
}

test("both files of github-action-benchmark keep to its format and have each metric once", () => {
  for (const make of Object.values(everyReport)) {
    const report = make();
    const smaller = readBenchmarks(smallerIsBetter(report));
    const bigger = readBenchmarks(biggerIsBetter(report));
    const measured = report.checks.filter(({ head }) => head !== undefined);
    assert.equal(smaller.length + bigger.length, measured.length);
  }
});

test("metrics go into the file of their direction, in base units, with the range of the rounds", () => {
  const [throughput, ...others] = readBenchmarks(biggerIsBetter(gateReport()));
  assert.deepEqual(others, []);
  assert.deepEqual(
    [throughput!.name, throughput!.unit, throughput!.value],
    ["chat/webhook/throughput", "1/s", medianOfHead(THROUGHPUT)],
  );
  const [cpu] = readBenchmarks(smallerIsBetter(gateReport()));
  assert.deepEqual([cpu!.name, cpu!.unit, cpu!.value], ["chat/webhook/service-cpu-per-delivery", "ns", HEAD]);
  const [low, high] = cpu!.range!.split("…").map(Number);
  assert.ok(low! < HEAD && HEAD < high!, cpu!.range);
  assert.match(cpu!.extra, /^against 1a2b3c.*: \+7\.3 % \(\+5\.1 % to \+9\.6 %\)\nverdict: regression\n/);
});

test("Bencher gets a benchmark per approach and a measure per metric, what is advisory is muted", () => {
  for (const make of Object.values(everyReport)) readBencher(bencher(make()));
  const metrics = readBencher(bencher(gateReport()));
  assert.deepEqual(Object.keys(metrics), ["chat/webhook", "chat/websocket", "chat/webhook / websocket-bencher-ignore"]);
  const cpu = metrics["chat/webhook"]!["service-cpu-per-delivery"]!;
  assert.equal(cpu.value, HEAD);
  const ratio = metrics["chat/webhook / websocket-bencher-ignore"]!;
  assert.deepEqual(Object.keys(ratio), ["service-cpu-per-delivery-ratio"], "a measure has one unit");
  assert.ok(cpu.lower_value < cpu.value && cpu.value < cpu.upper_value);
});

test("what was not measured is in no store, rather than 0", () => {
  const report = gateReport({ checks: [MEMORY] });
  assert.deepEqual(readBenchmarks(smallerIsBetter(report)), []);
  assert.deepEqual(readBencher(bencher(report)), {});
});

test("a name too long for Bencher is cut, and stays muted", () => {
  const check = { ...P50, approach: "x".repeat(2000), role: "advisory" as const };
  const [name] = Object.keys(readBencher(bencher(gateReport({ checks: [check] }))));
  assert.equal(name!.length, 1024);
  assert.ok(name!.endsWith("-bencher-ignore"));
});
