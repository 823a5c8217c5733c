/** What no single key of a claim's file shows: names that nothing has, bounds that overlap, measures of another kind than their study. */
import type { Issue } from "../scenario/explain.js";
import type { At, ClaimFile, ClaimStudy, Measure, Range } from "./claim-schema.js";

export function contradictionsOf({ studies, measures, notMeasurable }: ClaimFile): Issue[] {
  const issues: Issue[] = [];
  if (notMeasurable !== undefined && Object.keys(studies).length + measures.length > 0)
    issues.push({ path: ["notMeasurable"], message: "stands alone: leave it out, or the studies and measures" });
  if (notMeasurable === undefined && measures.length === 0)
    issues.push({
      path: ["measures"],
      message: "must have at least one, or the claim must say why it is notMeasurable",
    });
  const used = new Set(measures.map(({ study }) => study));
  for (const name of Object.keys(studies))
    if (!used.has(name))
      issues.push({ path: ["studies", name], message: "is named by no measure, so nothing needs it" });
  measures.forEach((measure, i) => {
    issues.push(
      ...issuesOf(measure, studies).map(({ path, message }) => ({ path: ["measures", i, ...path], message })),
    );
  });
  return issues;
}

const KINDS: Record<Measure["kind"], readonly ClaimStudy["kind"][]> = {
  ratio: ["bench", "sweep", "crossover"],
  difference: ["bench", "sweep", "crossover"],
  level: ["bench", "sweep", "crossover"],
  crossover: ["crossover"],
  capacity: ["capacity"],
  count: ["count"],
};

function issuesOf(measure: Measure, studies: ClaimFile["studies"]): Issue[] {
  const study = Object.hasOwn(studies, measure.study) ? studies[measure.study] : undefined;
  if (study === undefined)
    return [
      {
        path: ["study"],
        message: `must be one of ${Object.keys(studies).join(", ") || "the studies, and there are none"}`,
      },
    ];
  const issues: Issue[] = [];
  if (!KINDS[measure.kind].includes(study.kind))
    issues.push({
      path: ["study"],
      message: `must be a ${KINDS[measure.kind].join(" or ")} for a measure of kind ${measure.kind}, and ${measure.study} is a ${study.kind}`,
    });
  else issues.push(...namesOf(measure).flatMap((one) => nameIssues(one, study)));
  if ("confirms" in measure && overlap(measure.confirms, measure.refutes))
    issues.push({ path: ["refutes"], message: "overlaps with confirms, so that one interval could do both" });
  return issues;
}

interface Named {
  path: string[];
  name: string;
  at?: At | undefined;
}

function namesOf(measure: Measure): Named[] {
  if (measure.kind === "crossover")
    return (["rare", "frequent"] as const).map((key) => ({ path: [key], name: measure[key] }));
  const sides = { of: measure.of, ...("to" in measure && { to: measure.to }) };
  return Object.entries(sides).map(([key, side]) =>
    typeof side === "string" ? { path: [key], name: side } : { path: [key], name: side.approach, at: side.at },
  );
}

function nameIssues({ path, name, at }: Named, study: ClaimStudy): Issue[] {
  const known = study.kind === "count" ? Object.keys(study.sides) : study.approaches;
  const issues: Issue[] = known.includes(name) ? [] : [{ path, message: `must name one of ${known.join(", ")}` }];
  if (study.kind !== "sweep") {
    if (at !== undefined)
      issues.push({ path: [...path, "at"], message: "belongs to a sweep: this study has one point, or names none" });
    return issues;
  }
  for (const [setting, values] of Object.entries(study.over)) {
    const chosen = at?.[setting];
    if (chosen === undefined || !values.includes(chosen))
      issues.push({
        path: [...path, "at"],
        message: `must say which point: ${setting} is one of ${values.join(", ")}`,
      });
  }
  for (const setting of Object.keys(at ?? {}))
    if (!Object.hasOwn(study.over, setting))
      issues.push({
        path: [...path, "at", setting],
        message: `is no setting of the sweep: ${Object.keys(study.over).join(", ")}`,
      });
  return issues;
}

const endsOf = ({ atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Range) =>
  [atLeast, atMost] as const;

/** A common end is one, too: an interval may be a single value. */
function overlap(one: Range, other: Range): boolean {
  const [[low, high], [otherLow, otherHigh]] = [endsOf(one), endsOf(other)];
  return low <= otherHigh && otherLow <= high;
}
