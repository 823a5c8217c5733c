/** docs/reference.md: all that a scenario may say, written from the schemas and registries that check it. */

import { scenarioTemplate } from "../../src/cli/scenario-template.js";
import { templates } from "../../src/events/templates.js";
import { executors } from "../../src/executors/registry.js";
import { faultKinds, faultNames, faultSchema, needsRelay, obstacle } from "../../src/faults/registry.js";
import { flowNames, flows, guarantees } from "../../src/flow.js";
import { gateMetricNames, gateMetrics } from "../../src/gate/metrics.js";
import { builtInApproach, builtInApproachNames } from "../../src/scenario/approaches.js";
import { scenarioSchema } from "../../src/scenario/schema.js";
import { reachedService, startedService } from "../../src/scenario/service-schema.js";
import { transports } from "../../src/transports/registry.js";
import { exampleOf, yamlBlock } from "./example.js";
import { alternativesOf, type JsonSchema, jsonSchemaOf } from "./json-schema.js";
import { allowedBy, proseTable, settingsTable } from "./settings-table.js";

/** Keys that have a section of their own below, by the name of its heading. */
const sections: Record<string, string> = {
  flow: "Flows",
  guarantee: "Guarantees",
  arrivals: "Executors",
  approaches: "Approaches",
  faults: "Faults",
};

/** Objects of the top level whose own keys are a table, each with an example. */
const groups: Record<string, { example: object; elsewhere?: Record<string, string> }> = {
  rooms: { example: { size: 10 } },
  payload: {
    example: { template: "chat-message", bytes: { median: 300, p95: 900 } },
    elsewhere: { template: link("Templates"), bytes: link("Sizes of events") },
  },
  network: { example: { roundTripMs: 40, bytesPerSecond: 1_000_000 } },
  objectives: { example: { latencyP50Ms: 20, latencyP99Ms: 200, lost: 0, exactlyAsSentOrder: true } },
  run: { example: { rounds: 12, measureSeconds: 5, sliceSeconds: 0.5, seed: 7 } },
  gate: {
    example: { metrics: { "latency-p99": { role: "gate", tolerance: 0.1, smallestEffect: 0.3 } }, ratios: "gate" },
    elsewhere: { metrics: link("Metrics of a gate") },
  },
};

export async function referencePage(): Promise<string> {
  const scenario = jsonSchemaOf(await scenarioSchema());
  const members = scenario.properties!;
  const parts = [
    opening,
    "## Keys",
    settingsTable(scenario, {
      ...Object.fromEntries(Object.entries(sections).map(([key, heading]) => [key, link(heading)])),
      ...Object.fromEntries(Object.keys(groups).map((key) => [key, link(`\`${key}\``)])),
    }),
    "A whole scenario, as `pushbench init example` writes it:",
    `\`\`\`yaml\n${scenarioTemplate({ name: "example", flow: "relay" }).trimEnd()}\n\`\`\``,
    ...Object.entries(groups).flatMap(([key, group]) => groupSection(key, members[key]!, group)),
    "### Templates",
    proseTable(
      ["`payload.template`", "`type` of the event", "what its data is", "fewest bytes"],
      Object.entries(templates).map(([name, { type, description, minBytes }]) => [
        ...[`\`${name}\``, `\`${type}\``, description, String(minBytes)],
      ]),
    ),
    "### Sizes of events",
    alternativesOf(members.payload!.properties!.bytes!)
      .map((form) => `- ${sizeForm(form)}`)
      .join("\n"),
    "### Metrics of a gate",
    "[docs/gate.md](gate.md) says what a gate does with the tolerance and the smallest effect.",
    proseTable(
      ["metric", "unit", "better", "tolerance", "smallest effect", "role in an open loop", "role in a closed loop"],
      gateMetricNames.map((name) => {
        const { unit, better, tolerance, smallestEffect, role } = gateMetrics[name];
        return [`\`${name}\``, unit, better, percent(tolerance), percent(smallestEffect), role.open, role.closed];
      }),
    ),
    "## Flows",
    meanings("`flow`", flows),
    "## Guarantees",
    meanings("`guarantee`", guarantees),
    "## Executors",
    "`arrivals` names an executor, which decides when events are due, and has the settings of that executor.",
    ...Object.entries(executors).flatMap(([name, { config }]) => executorSection(name, jsonSchemaOf(config))),
    "## Approaches",
    ...approachesSection(),
    ...(await Promise.all(Object.keys(transports).map(transportSection))).flat(),
    "## Faults",
    "`faults` is a list. Each fault begins at its time in every approach's turn; faults that overlap add up.",
    ...alternativesOf(jsonSchemaOf(faultSchema)).flatMap(faultSection),
  ];
  return `${parts.join("\n\n")}\n`;
}

const opening = `# Reference of scenario files

<!-- \`npm run generate\` writes this page from the schemas in src/. Change the descriptions there. -->

All that a scenario file may say. A key within an object is written as a path (\`run.rounds\`), as \`--set run.rounds=12\` takes
it; \`[]\` stands for each item of a list. A key without a default that is not required may be left out, and then its
meaning says what that does. Unknown keys are errors, except keys that begin with \`x-\` at the top level: those are yours.`;

function groupSection(key: string, schema: JsonSchema, { example, elsewhere }: (typeof groups)[string]): string[] {
  const object = alternativesOf(schema).find(({ properties }) => properties !== undefined) ?? schema;
  return [`### \`${key}\``, schema.description ?? "", settingsTable(object, elsewhere), yamlBlock({ [key]: example })];
}

function sizeForm(form: JsonSchema): string {
  const members = Object.entries(form.properties ?? {});
  const object = members.length > 0 ? `an object with ${members.map(([name]) => `\`${name}\``).join(", ")}` : "a table";
  const keys = members.map(([name, { description }]) => `\`${name}\`: ${description}`);
  return [`**${form.type === "object" ? object : allowedBy(form)}**:`, form.description, ...keys].join(" ");
}

function executorSection(name: string, config: JsonSchema): string[] {
  const { executor: _name, ...settings } = config.properties!;
  return [
    `### \`${name}\``,
    config.description ?? "",
    settingsTable({ ...config, properties: settings }),
    yamlBlock({ arrivals: exampleOf(config, name) as object }),
  ];
}

function approachesSection(): string[] {
  const builtIns = builtInApproachNames.map((name) => {
    const { transport, ...settings } = builtInApproach(name)!;
    const differing = Object.entries(settings).map((setting) => `\`${inYaml(setting)}\``);
    return { name, transport, differing };
  });
  const own = builtIns.find(({ differing }) => differing.length > 0)!.name;
  return [
    "`approaches` maps a name to a transport with its settings. These names are built in and need nothing after them:",
    proseTable(
      ["name", "transport", "settings"],
      builtIns.map(({ name, transport, differing }) => [
        ...[`\`${name}\``, `\`${transport}\``, differing.join(", ") || "the defaults"],
      ]),
    ),
    yamlBlock({ approaches: { [builtIns[0]!.name]: null, [`my-${own}`]: builtInApproach(own)! } }),
    "An approach with `service` plays a service of your own in place of the reference service ([own-service.md](own-service.md)). pushbench starts it by a command:",
    settingsTable(jsonSchemaOf(startedService), {
      env: "a map of names to texts",
      port: "a port, or `pattern` with a regular expression",
    }),
    "Or somebody else runs it:",
    settingsTable(jsonSchemaOf(reachedService)),
  ];
}

/** On one line, as YAML has it: `tls: { resumption: off }`. */
function inYaml([key, value]: [string, unknown]): string {
  if (typeof value !== "object" || value === null) return `${key}: ${value}`;
  return `${key}: { ${Object.entries(value).map(inYaml).join(", ")} }`;
}

/** The example spells every default out, so that it also shows what may be changed. */
async function transportSection(name: string): Promise<string[]> {
  const { description, config } = transports[name as keyof typeof transports];
  const schema = await config();
  return [
    `### \`transport: ${name}\``,
    description,
    settingsTable(jsonSchemaOf(schema)),
    "With every default spelled out:",
    yamlBlock({ approaches: { [`my-${name}`]: { transport: name, ...(schema.parse({}) as object) } } }),
  ];
}

function faultSection(schema: JsonSchema): string[] {
  const { kind, ...settings } = schema.properties!;
  const name = faultNames.find((one) => one === kind!.const)!;
  const fault = { kind: name, atSeconds: 0 };
  const notes = flowNames.flatMap((flow) => {
    const reason = obstacle(fault, flow);
    return reason === undefined ? [] : [`It cannot be played in flow ${flow}: ${reason}.`];
  });
  if (needsRelay(fault))
    notes.push(
      "It happens on the network, so a relay process stands between clients and service during the whole run.",
    );
  return [
    `### \`${name}\``,
    [faultKinds[name].description, ...notes].join(" "),
    settingsTable({ ...schema, properties: settings }),
    yamlBlock({ faults: [exampleOf(schema, name)] }),
  ];
}

const meanings = (heading: string, all: Readonly<Record<string, string>>): string =>
  proseTable(
    [heading, "meaning"],
    Object.entries(all).map(([name, meaning]) => [`\`${name}\``, meaning]),
  );

const percent = (share: number): string => `${+(100 * share).toFixed(2)} %`;

/** To a heading of this page. */
function link(heading: string): string {
  const anchor = heading.toLowerCase().replaceAll("`", "").replaceAll(" ", "-");
  return `[${heading}](#${anchor})`;
}
