/**
 * The shape of study.json as far as a study that goes on relies on it, so that a foreign, older or damaged file is refused with the
 * names of its fields.
 */
import { PushbenchError } from "../../errors.js";
import { positive, positiveInt, z } from "../../schema.js";
import { type CapacityRecord, STUDY_SCHEMA_VERSION } from "./record.js";
import { excuses } from "./search.js";

const rate = positive("Events per second.");

const schema = z.looseObject({
  schemaVersion: z.literal(STUDY_SCHEMA_VERSION),
  study: z.literal("capacity"),
  pushbenchVersion: z.string(),
  question: z.looseObject({
    scenario: z.looseObject({
      name: z.string(),
      title: z.string(),
      arrivals: z.looseObject({ executor: z.string() }),
      approaches: z.array(z.looseObject({ name: z.string(), transport: z.string() })).nonempty(),
      run: z.looseObject({ seed: z.int().nonnegative() }),
    }),
    scenarioGiven: z.string(),
    overrides: z.array(z.string()),
    approachesGiven: z.array(z.string()),
    trials: positiveInt("How many trials of each approach must count."),
    seconds: positive("The length of a trial."),
    generators: positiveInt("How many generators."),
    ownRate: rate,
    peakRatio: positive("The busiest moment's rate as a multiple of the mean."),
    startRate: rate,
    leastRate: rate,
    mostRate: rate,
  }),
  reference: z.string(),
  trials: z.array(
    z.looseObject({
      number: z.int().positive(),
      block: z.int().positive(),
      approach: z.string(),
      rate,
      folder: z.string(),
      outcome: z.enum(["passed", "failed", "not-counted"]),
      reasons: z.array(z.object({ code: z.string(), message: z.string() })),
      warnings: z.array(z.string()),
      figures: z.record(z.string(), z.number()),
    }),
  ),
});

/** `file` is only the name that errors show. */
export function parseStudy(text: string, file: string): CapacityRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PushbenchError("study-invalid", `${file} is not JSON: ${(cause as Error).message}`, {
      hint: "It may be torn or edited by hand. Begin a new study.",
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  const problems = parsed.success
    ? [...strangers(value as CapacityRecord), ...unexcused(value as CapacityRecord)]
    : parsed.error.issues.map((issue) => ({ at: issue.path.join("."), message: issue.message }));
  if (problems.length === 0) return value as CapacityRecord;
  const many = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new PushbenchError("study-invalid", `${many} in ${file}`, {
    hint: "It was edited, or another release of pushbench wrote it. Begin a new study, or use that release.",
    problems,
  });
}

/** Trials of approaches that the study does not have. */
function strangers({ question, trials }: CapacityRecord): { at: string; message: string }[] {
  const names = question.scenario.approaches.map(({ name }) => name);
  return trials.flatMap(({ approach }, i) =>
    names.includes(approach) ? [] : [{ at: `trials.${i}.approach`, message: `must be one of ${names.join(", ")}` }],
  );
}

/** Trials that do not count for no reason. */
function unexcused({ trials }: CapacityRecord): { at: string; message: string }[] {
  const isExcuse = (code: string | undefined): boolean => excuses.some((one) => one === code);
  return trials.flatMap(({ outcome, reasons }, i) =>
    outcome !== "not-counted" || isExcuse(reasons[0]?.code)
      ? []
      : [{ at: `trials.${i}.reasons.0.code`, message: `must be one of ${excuses.join(", ")}` }],
  );
}
