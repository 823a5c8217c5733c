import assert from "node:assert/strict";
import { test } from "node:test";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { junit } from "../../../src/reporters/gate/junit.js";
import { CPU, everyReport, failing, gateReport, NASTY, nasty, undecided } from "./fixture.js";

interface Outcome {
  "@type": string;
  "@message": string;
}
interface Case {
  "@classname": string;
  "@name": string;
  "@time": string;
  failure?: Outcome[];
  skipped?: Outcome[];
}
interface Suite {
  "@name": string;
  [counter: `@${string}`]: string;
  properties: { property: { "@name": string; "@value": string }[] }[];
  testcase: Case[];
}

const repeated = ["testsuite", "testcase", "property", "properties", "failure", "skipped"];
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseAttributeValue: false,
  isArray: (name) => repeated.includes(name),
});

function read(xml: string): { "@tests": string; "@failures": string; testsuite: Suite[] } {
  assert.equal(XMLValidator.validate(xml), true, xml);
  return (parser.parse(xml) as { testsuites: ReturnType<typeof read> }).testsuites;
}

/** What junit-10.xsd of Jenkins' xUnit plugin allows and demands of the elements that are used. */
const allowed = {
  testsuites: { required: [], optional: ["name", "time", "tests", "failures", "errors"] },
  testsuite: {
    required: ["name", "tests", "failures", "errors"],
    optional: ["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", "version"],
  },
  property: { required: ["name", "value"], optional: [] },
  testcase: { required: ["name"], optional: ["time", "classname", "group"] },
  failure: { required: [], optional: ["type", "message"] },
  skipped: { required: [], optional: ["type", "message"] },
};
const SUREFIRE_TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?$/;

function checkSchema(element: object, name: keyof typeof allowed): void {
  const { required, optional } = allowed[name] as { required: string[]; optional: string[] };
  const attributes = Object.keys(element).flatMap((key) => (key.startsWith("@") ? [key.slice(1)] : []));
  assert.deepEqual(
    required.filter((attribute) => !attributes.includes(attribute)),
    [],
    name,
  );
  assert.deepEqual(
    attributes.filter((attribute) => ![...required, ...optional].includes(attribute)),
    [],
    name,
  );
  if ("@time" in element) assert.match(String(element["@time"]), SUREFIRE_TIME);
  for (const [key, children] of Object.entries(element)) {
    if (key === "properties")
      for (const { property } of children) for (const one of property) checkSchema(one, "property");
    else if (Array.isArray(children)) for (const child of children) checkSchema(child, key as keyof typeof allowed);
  }
}

test("every report is well-formed, within the schema, and its counters are right", () => {
  for (const make of Object.values(everyReport)) {
    const suites = read(junit(make()));
    checkSchema(suites, "testsuites");
    const cases = suites.testsuite.flatMap(({ testcase }) => testcase);
    assert.equal(Number(suites["@tests"]), cases.length);
    assert.equal(Number(suites["@failures"]), cases.filter(({ failure }) => failure).length);
    for (const suite of suites.testsuite) {
      assert.equal(Number(suite["@tests"]), suite.testcase.length);
      assert.equal(Number(suite["@skipped"]), suite.testcase.filter(({ skipped }) => skipped).length);
      assert.match(suite["@timestamp"]!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    }
  }
});

test("a gated regression is a failure, what is undecided or advisory is skipped, a pass is neither", () => {
  const cases = read(junit(gateReport())).testsuite.flatMap(({ testcase }) => testcase);
  const outcome = ({ failure, skipped }: Case): string =>
    failure?.[0]?.["@type"] ?? skipped?.[0]?.["@type"] ?? "passed";
  assert.deepEqual(
    cases.map((one) => [one["@classname"], one["@name"], outcome(one)]),
    [
      ["chat", "verdict", "regression"],
      ["chat.webhook", "service CPU per delivery", "regression"],
      ["chat.webhook", "throughput", "passed"],
      ["chat.websocket", "latency p50", "inconclusive"],
      ["chat.websocket", "service memory", "advisory inconclusive"],
      ["chat.webhook / websocket", "service CPU per delivery", "advisory regression"],
    ],
  );
  assert.match(cases[1]!.failure![0]!["@message"], /is 7\.3 % higher/);
});

test("hard failures are failed cases of their own", () => {
  const [suite] = read(junit(failing())).testsuite;
  assert.deepEqual(
    suite!.testcase.map((one) => [one["@name"], one.failure?.length]),
    [
      ["verdict", 1],
      ["deliveries-lost", 1],
    ],
  );
});

test("an advisory regression alone fails nothing", () => {
  const report = { ...undecided(), checks: [{ ...CPU, role: "advisory" as const }] };
  assert.equal(read(junit(report))["@failures"], "0");
});

test("the machine, the refs and the command are properties, and names come through whole", () => {
  const [suite] = read(junit(gateReport())).testsuite;
  const properties = new Map(suite!.properties[0]!.property.map((one) => [one["@name"], one["@value"]]));
  assert.equal(properties.get("machine: Node"), "20.19.0 (V8 11.3)");
  assert.equal(properties.get("command"), gateReport().command);
  const [nastySuite] = read(junit(nasty())).testsuite;
  // XML cannot hold control characters at all, and a reader turns line breaks in attributes into blanks.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  assert.equal(nastySuite!["@name"], NASTY.replace(/[\u0000\u001b]/g, "").replace(/\n/g, " "));
});
