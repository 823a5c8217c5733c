/**
 * A strict reader of OpenMetrics 1.0 text: the ABNF of the specification, line by line, and the rules on families that
 * the ABNF cannot express. Throws where anything is not as it must be.
 */
import assert from "node:assert/strict";

export interface Family {
  type: string;
  unit?: string;
  help?: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const METRIC_NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL_NAME = "[a-zA-Z_][a-zA-Z0-9_]*";
const ESCAPED = '(?:[^\\n"\\\\]|\\\\n|\\\\"|\\\\\\\\)*';
const REAL = "[+-]?(?:[0-9]+(?:\\.[0-9]*)?|[0-9]*\\.[0-9]+)(?:e[+-]?[0-9]+)?";
const LABEL = `${LABEL_NAME}="${ESCAPED}"`;

const descriptor = new RegExp(`^# (TYPE|UNIT|HELP) (${METRIC_NAME}) (${ESCAPED})$`);
const sample = new RegExp(`^(${METRIC_NAME})(?:\\{((?:${LABEL}(?:,${LABEL})*)?)\\})? (${REAL})$`, "i");

const suffixes: Record<string, string[]> = {
  gauge: [""],
  stateset: [""],
  info: ["_info"],
  unknown: [""],
  counter: ["_total", "_created"],
};

export function readOpenMetrics(text: string): Map<string, Family> {
  assert.ok(text.endsWith("# EOF\n"), "the last line must be # EOF");
  const families = new Map<string, Family>();
  let current: string | undefined;
  for (const line of text.slice(0, -"# EOF\n".length).split("\n").slice(0, -1)) {
    const [, keyword, described, value] = descriptor.exec(line) ?? [];
    if (described !== undefined) {
      if (described !== current) assert.ok(!families.has(described), `${described} is interleaved`);
      const family = families.get(described) ?? { type: "unknown", samples: [] };
      assert.deepEqual(family.samples, [], `descriptors of ${described} must precede its samples`);
      const field = keyword!.toLowerCase() as "type" | "unit" | "help";
      assert.ok(
        field === "type" ? family.type === "unknown" : family[field] === undefined,
        `${keyword} twice: ${line}`,
      );
      family[field] = unescaped(value!);
      families.set(described, family);
      current = described;
      continue;
    }
    const [, name, labels, number] = sample.exec(line) ?? assert.fail(`neither descriptor nor sample: ${line}`);
    const family = families.get(current ?? "") ?? assert.fail(`sample before its family: ${line}`);
    assert.ok(
      suffixes[family.type]!.some((suffix) => name === current + suffix),
      `${name} is not of ${current}`,
    );
    family.samples.push({ name: name!, labels: readLabels(labels ?? ""), value: Number(number) });
  }
  for (const [name, family] of families) checkFamily(name, family);
  return families;
}

function readLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(new RegExp(`(${LABEL_NAME})="(${ESCAPED})"`, "g"))];
  assert.equal(new Set(pairs.map(([, name]) => name)).size, pairs.length, `a label twice: ${text}`);
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, unescaped(value!)]));
}

const unescaped = (text: string): string =>
  text.replace(/\\(n|"|\\)/g, (_, character: string) => (character === "n" ? "\n" : character));

function checkFamily(name: string, { type, unit, samples }: Family): void {
  assert.ok(type in suffixes, `${name}: unknown type ${type}`);
  if (unit) assert.ok(name.endsWith(`_${unit}`), `${name} must end with its unit ${unit}`);
  if (type === "info" || type === "stateset") assert.equal(unit, undefined, `${name}: ${type} has no unit`);
  const keys = samples.map((one) => JSON.stringify([one.name, Object.entries(one.labels).sort()]));
  assert.equal(new Set(keys).size, keys.length, `${name}: two samples with the same labels`);
  for (const one of samples) {
    if (type === "info") assert.equal(one.value, 1);
    if (type === "stateset") assert.ok(name in one.labels && (one.value === 0 || one.value === 1));
  }
}
