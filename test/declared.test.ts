/**
 * What a transport or a fault is like is declared by itself. Elsewhere nothing is known by a name: no literal, no key, no
 * prefix. Whoever needs to know something of a transport asks its card (src/transports/card.ts), of a fault its kind
 * (src/faults/fault.ts).
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { faultNames } from "../src/faults/registry.js";
import { LOOPBACK } from "../src/loopback.js";
import { builtInApproachNames } from "../src/scenario/approaches.js";
import { transportNames, transports } from "../src/transports/registry.js";

/** Files whose subject is one transport or several by name: each measures, attacks or breaks just these. */
const BY_NAME = [
  "scripts/conformance/", // raw bytes against each protocol
  "scripts/gate-selftest/", // noise as it was measured of each, and services made worse at one
  "scripts/idle-memory/clients.ts", // an independent client of each
  "scripts/micro/attribution.ts", // whose code a profile is of
  "scripts/micro/cost-model.ts", // the steps of each protocol
  "scripts/mutants/", // texts of the code
  "scripts/perf/arrival-source.ts", // webhooks, for its rival speaks nothing else
  "scripts/perf/generators/", // rivals of one transport's clients
  "scripts/perf/sections/http2.ts", // webhooks alone are sent over it
  "scripts/perf/sections/idle-memory.ts", // rivals as in generators/
  "scripts/perf/sections/registry.ts", // sections that are called after their transport
  "scripts/perf/sections/webhook.ts",
  "scripts/perf/sections/websocket.ts",
  "scripts/perf/sinks/", // what those rivals are played against
  "scripts/studies/curve/", // its services, and peers that speak to just these
  "scripts/studies/wrk/", // wrk posts webhooks
  "scripts/twins/", // a study of these two
  "src/stacks/", // how a stack of each is held against what it must do
];

interface Source {
  file: string;
  /** The lines without comments and import specifiers. */
  code: string;
}

const sources: Source[] = ["src", "scripts"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => /\.(ts|js|mjs)$/.test(file))
    .map((file) => ({ file, code: codeOf(readFileSync(file, "utf8")) })),
);

function codeOf(text: string): string {
  return text
    .replace(/^\s*\/\*[\s\S]*?\*\/|(^|\s)\/\/ .*$/gm, "")
    .replace(/\bfrom "[^"]*"|\bimport\("[^"]*"\)|^import "[^"]*"/gm, "");
}

const STRING = /"[^"\n]*"|'[^'\n]*'|`[^`]*`/g;

/** Every string and template of the code, its quotes left out. */
const stringsIn = (code: string): string[] => [...code.matchAll(STRING)].map(([all]) => all.slice(1, -1));

/** Where a name stands as a word of a string, as a key or as a property. */
function mentions(code: string, names: readonly string[]): string[] {
  const word = names.map((name) => name.replaceAll(/[^\w]/g, "\\$&")).join("|");
  const inString = new RegExp(`(?<![\\w-])(${word})(?![\\w-])`, "i");
  const asKey = new RegExp(`(?<!\\w)(${word})\\??:(?!:)|\\.(${word})\\b`, "g");
  return [
    ...stringsIn(code).filter((string) => inString.test(string)),
    ...[...code.replace(STRING, '""').matchAll(asKey)].map(([found]) => found),
  ];
}

const transportWords = [
  ...transportNames,
  ...builtInApproachNames,
  ...transportNames.flatMap((name) => [transports[name].title, transports[name].titles]),
];

test("no transport stands by its name outside its folder", () => {
  const found = sources
    .filter(({ file }) => !file.startsWith("src/transports/") && !BY_NAME.some((place) => file.startsWith(place)))
    .flatMap(({ file, code }) => mentions(code, transportWords).map((where) => `${file}: ${where}`));
  assert.deepEqual(found, []);
});

test("a card imports types only, so that who asks it loads no driver, no server and no schema", () => {
  for (const name of transportNames) {
    assert.doesNotMatch(
      readFileSync(`src/transports/${name}/card.ts`, "utf8"),
      /^(import|export) (?!type |const )/m,
      name,
    );
  }
});

test("every place that may name transports is there and needs it", () => {
  const idle = BY_NAME.filter(
    (place) => !sources.some(({ file, code }) => file.startsWith(place) && mentions(code, transportWords).length > 0),
  );
  assert.deepEqual(idle, []);
});

test("no fault is known by its kind's name or a part of it outside src/faults", () => {
  const prefixes = [...new Set(faultNames.map((name) => name.slice(0, name.indexOf("-") + 1)))].filter(Boolean);
  const names: readonly string[] = [...faultNames, ...prefixes];
  const byPart = /\bkind\??\.(startsWith|endsWith|includes|match|split|slice)\(/;
  const found = sources
    .filter(({ file }) => file.startsWith("src/") && !file.startsWith("src/faults/"))
    .flatMap(({ file, code }) => [
      ...stringsIn(code).flatMap((string) => (names.includes(string) ? [`${file}: "${string}"`] : [])),
      ...(byPart.test(code) ? [`${file}: a part of a kind's name`] : []),
    ]);
  assert.deepEqual(found, []);
});

test("the loopback's address stands in one place", () => {
  const found = sources.filter(({ file, code }) => file.startsWith("src/") && code.includes(LOOPBACK));
  assert.deepEqual(
    found.map(({ file }) => file),
    ["src/loopback.ts"],
  );
});

test("the test finds names in every form, and no other words", () => {
  const code = codeOf(`
    import x from "./webhook/card.js";
    const y = await import("./webhook/driver.js");
    /** of a webhook */
    const a = b === "webhook"; // a webhook
    const c = { webhook: 1, "webhook": 2, webhooks: 3 };
    const d = transports.webhook;
    const e = \`by webhook: 5\`;
    const g = "webhook-id", h = "WEBHOOK";
  `);
  assert.deepEqual(mentions(code, ["webhook"]), [
    "webhook",
    "webhook",
    "by webhook: 5",
    "WEBHOOK",
    "webhook:",
    ".webhook",
  ]);
});
