import assert from "node:assert/strict";
import { test } from "node:test";
import { goBenchmark } from "../../../src/reporters/gate/go-benchmark.js";
import { CPU, everyReport, gateReport, THROUGHPUT } from "./fixture.js";

interface Benchmark {
  name: string;
  unit: string;
  value: number;
  config: Record<string, string>;
}

/** The rules of golang.org/x/perf/benchfmt's reader, which benchstat uses; what it would ignore silently is refused. */
function read(text: string): { benchmarks: Benchmark[]; units: Map<string, string> } {
  const config: Record<string, string> = {};
  const units = new Map<string, string>();
  const benchmarks: Benchmark[] = [];
  for (const line of text.trimEnd().split("\n")) {
    const fields = line.split(/\s+/);
    const [, key, value] = /^(\p{Ll}[^\s\p{Lu}:]*):[ \t]+(.+)$/u.exec(line) ?? [];
    if (line.startsWith("Benchmark")) {
      const [name, iterations, measured, unit, ...more] = fields;
      assert.match(iterations!, /^[1-9]\d*$/, line);
      assert.ok(Number.isFinite(Number(measured)) && unit !== undefined && more.length === 0, line);
      assert.doesNotMatch(name!, /-\d+$/, "would be read as GOMAXPROCS");
      benchmarks.push({ name: name!, unit, value: Number(measured), config: { ...config } });
    } else if (fields[0] === "Unit") {
      const metadata = fields.slice(2).join(" ");
      assert.match(metadata, /^better=(lower|higher) assume=(nothing|exact)$/);
      assert.ok(!units.has(fields[1]!), `metadata twice: ${line}`);
      units.set(fields[1]!, metadata);
    } else {
      assert.ok(key !== undefined && value !== undefined, `benchstat would ignore: ${line}`);
      config[key] = value;
    }
  }
  return { benchmarks, units };
}

test("every report keeps to the format, with the metadata of each unit before its values", () => {
  for (const make of Object.values(everyReport)) {
    const report = make();
    const { benchmarks, units } = read(goBenchmark(report));
    const rounds = report.checks.reduce((sum, { perRound }) => sum + perRound.length, 0);
    assert.equal(benchmarks.length, 2 * rounds);
    for (const { unit } of benchmarks) assert.ok(units.has(unit), unit);
  }
});

test("there is a line per round and arm, told apart by the config key `arm`", () => {
  const { benchmarks, units } = read(goBenchmark(gateReport({ checks: [CPU, THROUGHPUT] })));
  const cpu = benchmarks.filter(({ unit }) => unit === "service-cpu-per-delivery-ns");
  for (const arm of ["base", "head"] as const) {
    const its = cpu.filter(({ config }) => config.arm === arm);
    assert.deepEqual(
      its.map(({ value }) => value),
      CPU.perRound.map((round) => round[arm]),
    );
    assert.equal(its[0]!.config[arm], gateReport()[arm].ref);
  }
  assert.equal(units.get("throughput-per-sec"), "better=higher assume=nothing");
  assert.equal(cpu[0]!.name, "BenchmarkGate/scenario=chat/approach=webhook");
});

test("nothing but `arm` differs between base and head, else benchstat would not compare them", () => {
  const { benchmarks } = read(goBenchmark(gateReport()));
  const others = benchmarks.map(({ config: { arm: _, ...rest } }) => JSON.stringify(rest));
  assert.equal(new Set(others).size, 1);
});

test("an approach that ends in a number is no number of CPUs", () => {
  const { benchmarks } = read(goBenchmark(gateReport({ checks: [{ ...CPU, approach: "webhook-10" }] })));
  assert.equal(benchmarks[0]!.name, "BenchmarkGate/scenario=chat/approach=webhook_10");
});
