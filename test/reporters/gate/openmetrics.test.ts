import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { openMetrics } from "../../../src/reporters/gate/openmetrics.js";
import { CPU, everyReport, gateReport, NASTY, nasty } from "./fixture.js";
import { readOpenMetrics } from "./openmetrics-reader.js";

test("every report keeps to the specification", () => {
  for (const make of Object.values(everyReport)) readOpenMetrics(openMetrics(make()));
});

test("times are in seconds, and base and head are told apart by a label", () => {
  const { samples } = readOpenMetrics(openMetrics(gateReport())).get("pushbench_gate_time_seconds")!;
  const cpu = samples.filter(({ labels }) => labels.metric === CPU.metric);
  assert.deepEqual(
    cpu.map(({ labels, value }) => [labels.arm, value]),
    [
      ["base", 41_200e-9],
      ["head", 44_210e-9],
    ],
  );
});

test("the verdict is a state set in which one state holds", () => {
  const { samples } = readOpenMetrics(openMetrics(gateReport())).get("pushbench_gate_verdict")!;
  const holding = samples.filter(({ value }) => value === 1).map(({ labels }) => labels.pushbench_gate_verdict);
  assert.deepEqual([samples.length, holding], [3, ["regression"]]);
});

test("only the info metric has labels that change from run to run", () => {
  const families = readOpenMetrics(openMetrics(gateReport()));
  const { base, head } = families.get("pushbench_gate")!.samples[0]!.labels;
  assert.deepEqual([base, head], [gateReport().base.ref, gateReport().head.ref]);
  families.delete("pushbench_gate");
  const names = new Set(
    [...families.values()].flatMap(({ samples }) => samples.flatMap((one) => Object.keys(one.labels))),
  );
  assert.ok(!names.has("base") && !names.has("machine"));
});

test("what was not measured has no sample", () => {
  assert.equal(readOpenMetrics(openMetrics(gateReport())).get("pushbench_gate_size_bytes"), undefined);
});

test("labels are read back as they were", () => {
  assert.equal(readOpenMetrics(openMetrics(nasty())).get("pushbench_gate")!.samples[0]!.labels.scenario, NASTY);
});

test("the strict reader refuses what the specification refuses", () => {
  const good = "# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n# EOF\n";
  readOpenMetrics(good);
  const bad = [
    good.replace("# EOF\n", ""),
    good.replace("a_seconds 1", "a_seconds  1"),
    good.replace("a_seconds 1", "b 1"),
    good.replace("a_seconds 1", "a_seconds one"),
    good.replace("a_seconds 1", 'a_seconds{x="\\y"} 1'),
    good.replace("a_seconds 1", "a_seconds 1\na_seconds 2"),
    good.replace("UNIT a_seconds seconds", "UNIT a_seconds bytes"),
    good.replace("gauge", "gouge"),
    `${good}\n`,
  ];
  for (const text of bad) assert.throws(() => readOpenMetrics(text), text);
});

test("Python's prometheus_client reads every report", (context) => {
  const parse = [
    "import json, sys",
    "from prometheus_client.openmetrics.parser import text_string_to_metric_families as read",
    "print(json.dumps([sum(len(family.samples) for family in read(text)) for text in json.load(sys.stdin)]))",
  ].join("\n");
  if (spawnSync("python3", ["-c", "import prometheus_client.openmetrics.parser"]).status !== 0) {
    context.skip("python3 with the package prometheus_client is not installed");
    return;
  }
  const texts = Object.values(everyReport).map((make) => openMetrics(make()));
  const { stdout, stderr } = spawnSync("python3", ["-c", parse], { input: JSON.stringify(texts), encoding: "utf8" });
  assert.equal(stderr, "");
  const samples = texts.map((text) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length);
  assert.deepEqual(JSON.parse(stdout), samples);
});
