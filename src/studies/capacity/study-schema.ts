/** The shape of a capacity's study.json, as far as a study that goes on relies on it. */
import { positive, positiveInt, z } from "../../schema.js";
import { parseStudyOf } from "../parse-study.js";
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
    workers: positiveInt("How many workers of a fleet.").exactOptional(),
    serviceOn: z.string().describe("The worker on whose host the services run.").exactOptional(),
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
export const parseCapacity = (text: string, file: string): CapacityRecord =>
  parseStudyOf({ schema, contradictions: (study) => [...strangers(study), ...unexcused(study)] }, text, file);

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
