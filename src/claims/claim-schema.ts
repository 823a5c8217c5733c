/** What a claim's file may say. It is strict: a misspelt key is an error. */
import { positiveInt, z } from "../schema.js";
import { currencyNames } from "../studies/crossover/currency-names.js";
import { metricNames } from "./metrics.js";

const sentence = (description: string) => z.string().trim().min(1).describe(description);
const value = z.union([z.number(), z.string().min(1), z.boolean()]);
const place = z
  .record(z.string(), value)
  .describe("The point of a sweep: a value for each of its settings.")
  .optional();

const bound = z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() });
/** A range of values, both ends included; one end may be open. */
const range = (description: string) =>
  bound
    .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, "must have atLeast, atMost or both")
    .refine(
      ({ atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }) => atLeast <= atMost,
      "must have an atLeast that is not above its atMost",
    )
    .describe(description);

const judged = {
  confirms: range("The claim holds where the whole interval lies in this range."),
  refutes: range("The claim fails where the whole interval lies in this range. Between the two nothing is said."),
};

const needs = z
  .strictObject({ cpus: positiveInt("With fewer CPUs this is not measurable.") })
  .describe("What the machine must have.")
  .optional();

const played = {
  scenario: sentence("The name of a scenario, or the path of its file."),
  set: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Settings that differ from the scenario's, by their paths."),
  approach: z
    .record(
      z.string().regex(/^[\w.-]+$/, "must be a name of letters, digits, -, _ and ."),
      z.record(z.string(), z.unknown()),
    )
    .default({})
    .describe("Approaches of the claim's own, as a scenario would spell them out."),
  approaches: z.array(z.string()).min(1).describe("The names of all approaches that take part."),
  needs,
};

const rounds = positiveInt(
  "How often it is played. Six are the fewest for an interval, and some may be left out.",
).default(8);

const paths = (description: string) =>
  z
    .array(z.string().regex(/^(?!\/|.*\.\.)[\w./@-]+$/, "must be a path below the package's folder"))
    .describe(description);

const sides = z.record(
  z.string(),
  z
    .strictObject({
      files: paths("Files of the package, by their paths.").default([]),
      modules: paths(
        "Compiled modules of the package; each counts with all that it imports below dist/src/transports.",
      ).default([]),
      settings: z.array(z.string()).default([]).describe("Settings that somebody must choose, by their names."),
      settingsOf: z
        .string()
        .describe("A transport, all of whose settings count: those that a scenario may set.")
        .optional(),
    })
    .refine(({ files, modules }) => files.length + modules.length > 0, "must have files or modules"),
);

export const studySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("bench"), ...played, rounds }),
  z.strictObject({
    kind: z.literal("sweep"),
    ...played,
    rounds,
    over: z
      .record(z.string(), z.array(value).min(2))
      .refine((axes) => [1, 2].includes(Object.keys(axes).length), "must have one setting or two")
      .describe("One or two settings, each with its values."),
  }),
  z.strictObject({
    kind: z.literal("crossover"),
    ...played,
    rounds,
    rates: z
      .string()
      .regex(/^[\d.]+\.\.[\d.]+$/, "must look like 1..200")
      .describe("Events per second, from..to."),
    points: positiveInt("How many rates.").min(2).default(4),
    prices: z.string().describe("A price list of the package, by its path.").optional(),
  }),
  z.strictObject({
    kind: z.literal("capacity"),
    ...played,
    trials: positiveInt("How many trials of each approach must count.").min(12).default(24),
    seconds: z.number().min(0.5).max(60).default(2).describe("How long a trial is."),
  }),
  z.strictObject({ kind: z.literal("count"), sides, needs }),
]);

const measured = {
  when: sentence("Under which condition this holds or fails, to be read behind “when”."),
  study: z.string(),
};
const metric = z
  .enum(metricNames as [string, ...string[]])
  .describe("A figure of the result, by its name in the CSV files.");
const ofRounds = {
  metric,
  generatorCounts: z
    .boolean()
    .default(false)
    .describe(
      "Whether rounds count in which the generator was the limit. Only where the claim is about both sides together, clients included.",
    ),
};
const side = z.strictObject({ approach: z.string(), at: place });

export const measureSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ratio"), ...measured, ...ofRounds, of: side, to: side, ...judged }),
  z.strictObject({ kind: z.literal("difference"), ...measured, ...ofRounds, of: side, to: side, ...judged }),
  z.strictObject({ kind: z.literal("level"), ...measured, ...ofRounds, of: side, ...judged }),
  z.strictObject({
    kind: z.literal("crossover"),
    ...measured,
    currency: z.enum(currencyNames),
    rare: z.string().describe("The approach that the claim says is cheaper where events are rare."),
    frequent: z.string().describe("The one that it says is cheaper where they are frequent."),
  }),
  z.strictObject({ kind: z.literal("capacity"), ...measured, of: z.string(), to: z.string(), ...judged }),
  z.strictObject({
    kind: z.literal("count"),
    ...measured,
    what: z.enum(["lines", "settings"]),
    of: z.string(),
    to: z.string(),
    ...judged,
  }),
]);

export const claimSchema = z.strictObject({
  id: z.string().regex(/^[A-Z]\d{1,3}$/, "must be a letter and a number, such as H1"),
  title: sentence("The claim in a few words."),
  claim: sentence("The claim in our own words."),
  source: sentence("Who says so, and what is known beforehand."),
  note: sentence("What a reader must know of the way it is measured.").optional(),
  studies: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/, "must be a name of small letters, digits and -"), studySchema)
    .default({}),
  measures: z.array(measureSchema).default([]),
  notMeasurable: sentence("Why nothing here can show it. Then there are no studies.").optional(),
});

export type ClaimFile = z.output<typeof claimSchema>;
export type ClaimStudy = z.output<typeof studySchema>;
export type PlayedStudy = Exclude<ClaimStudy, { kind: "count" }>;
export type StudyOfKind<Kind extends ClaimStudy["kind"]> = Extract<ClaimStudy, { kind: Kind }>;
export type Measure = z.output<typeof measureSchema>;
export type Range = z.output<typeof bound>;
export type At = Record<string, number | string | boolean>;
