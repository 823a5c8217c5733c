/** docs/scenarios.md: what each shipped scenario stands for, what it plays and where its figures come from, as its file says it. */
import { readdirSync } from "node:fs";
import { builtInApproach } from "../../src/scenario/approaches.js";
import { readDocument } from "../../src/scenario/document.js";
import { readFileText } from "../../src/scenario/file-text.js";
import { type Use, useNames, uses } from "../../src/scenario/uses.js";
import { proseTable } from "./settings-table.js";

const FOLDER = "scenarios";

/** A shipped file as it is written, without defaults. */
interface Written {
  title: string;
  use: Use;
  source: string;
  description: string;
  flow: string;
  clients: number;
  rooms?: object;
  senders?: object;
  guarantee: string;
  arrivals: { executor: string; [setting: string]: unknown };
  payload: { template: string; bytes: unknown };
  approaches: Record<string, object | null>;
  faults?: { kind: string; [setting: string]: unknown }[];
  network?: object;
  objectives?: object;
  run?: object;
}

export async function scenariosPage(): Promise<string> {
  const names = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".yaml") ? [file.slice(0, -".yaml".length)] : []));
  const scenarios = await Promise.all(names.sort().map(async (name) => ({ name, written: await read(name) })));
  const groups = useNames.map((use) => ({ use, its: scenarios.filter(({ written }) => written.use === use) }));
  const parts = [
    opening,
    proseTable(
      ["use", "what it stands for", "scenarios"],
      groups.map(({ use, its }) => [
        `[${use}](#${anchorOf(use)})`,
        uses[use],
        its.map(({ name }) => link(name)).join(", "),
      ]),
    ),
    ...groups.flatMap(({ use, its }) => [
      `## Use: ${use}`,
      uses[use],
      ...its.flatMap(({ name, written }) => section(name, written)),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

const opening = `# The shipped scenarios

<!-- \`npm run generate\` writes this page from scenarios/*.yaml. Change the files there. -->

Each is a file in [scenarios/](../scenarios/), played by its name: \`pushbench bench chat\`. \`pushbench list\` shows them by the same uses.
What a figure's source did not say is marked as our inference in the file and here. What every setting means and what its default is, is in
[the reference](reference.md).`;

async function read(name: string): Promise<Written> {
  const read = await readFileText(`${FOLDER}/${name}.yaml`);
  if ("problem" in read) throw new Error(`${name}: ${read.problem}`);
  return readDocument(read.text).value as Written;
}

function section(name: string, written: Written): string[] {
  const { title, description, source } = written;
  return [
    `### ${name}`,
    `**${title}.** ${inOneLine(description)}`,
    parameters(written),
    `Sources: ${inOneLine(source)}`,
  ];
}

function parameters(written: Written): string {
  const { flow, clients, rooms, senders, guarantee, arrivals, payload, approaches, faults, network, objectives, run } =
    written;
  const { executor, ...rates } = arrivals;
  const rows: [string, string][] = [
    ["flow", code(flow)],
    [
      "clients",
      `${clients.toLocaleString("en-US")}${rooms ? `, in rooms: ${settings(rooms)}` : ""}${senders ? `; senders: ${settings(senders)}` : ""}`,
    ],
    ["guarantee", code(guarantee)],
    ["arrivals", [code(executor), settings(rates)].filter((text) => text !== "").join(", ")],
    [
      "payload",
      `${code(payload.template)}, bytes: ${typeof payload.bytes === "object" ? settings(payload.bytes as object) : payload.bytes}`,
    ],
    ["approaches", Object.entries(approaches).map(approach).join("; ")],
  ];
  if (faults) rows.push(["faults", faults.map(({ kind, ...more }) => `${code(kind)} (${settings(more)})`).join("; ")]);
  if (network) rows.push(["network", settings(network)]);
  rows.push(["objectives", objectives ? settings(objectives) : "none"]);
  if (run) rows.push(["run", settings(run)]);
  return proseTable(["", ""], rows);
}

/** A built-in needs nothing after it, and the reference says what it is. */
function approach([name, spelled]: [string, object | null]): string {
  if (spelled === null || Object.keys(spelled).length === 0) {
    if (builtInApproach(name) === undefined) throw new Error(`${name} is no built-in approach`);
    return code(name);
  }
  return `${code(name)} (${settings(spelled)})`;
}

const settings = (of: object): string =>
  Object.entries(of)
    .map(([name, value]) => `${name} ${isObject(value) ? `{ ${settings(value)} }` : listed(value)}`)
    .join(", ");

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listed = (value: unknown): string => (Array.isArray(value) ? `[${value.join(", ")}]` : String(value));

const inOneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, " ");
const code = (text: string): string => `\`${text}\``;
const link = (heading: string): string => `[${heading}](#${heading})`;
/** Some scenarios have the name of their use. */
const anchorOf = (use: Use): string => `use-${use}`;
