/** The shape of a sweep's study.json, as far as a study that goes on, or whoever reads it, relies on it. */
import { verdicts, warningCodes } from "../../result/result.js";
import { positiveInt, z } from "../../schema.js";
import { parseStudyOf } from "../parse-study.js";
import type { SweepRecord } from "./record.js";

const value = z.union([z.number(), z.string(), z.boolean()]);

const scenario = z.looseObject({
  name: z.string(),
  title: z.string(),
  clients: z.int().positive(),
  arrivals: z.looseObject({ executor: z.string() }),
  approaches: z.array(z.looseObject({ name: z.string(), transport: z.string() })).nonempty(),
  run: z.looseObject({ seed: z.int().nonnegative(), measureSeconds: z.number(), warmUpSeconds: z.number() }),
});

const at = { round: z.int().positive(), played: z.int().positive() };

const round = z.looseObject({
  ...at,
  warnings: z.array(z.enum(Object.keys(warningCodes) as [keyof typeof warningCodes])),
  approaches: z.array(
    z.looseObject({
      approach: z.string(),
      verdict: z.enum(Object.keys(verdicts) as [keyof typeof verdicts]),
      clients: z.number(),
      eventsPerSecond: z.number(),
      deliveriesPerSecond: z.number(),
      undelivered: z.number(),
    }),
  ),
});

const vain = z.looseObject({
  ...at,
  reason: z.enum(["disturbed", "late", "broke-off", "service-died"]),
  approach: z.string().optional(),
  message: z.string(),
});

const schema = z.looseObject({
  schemaVersion: z.literal(1),
  study: z.literal("sweep"),
  pushbenchVersion: z.string(),
  question: z.looseObject({
    scenario,
    scenarioGiven: z.string(),
    overrides: z.array(z.string()),
    approachesGiven: z.array(z.string()),
    axes: z
      .array(z.looseObject({ path: z.string(), values: z.array(value), spacing: z.enum(["log", "linear", "list"]) }))
      .nonempty(),
    rounds: positiveInt("How often every point is played."),
    generators: positiveInt("How many generators."),
    workers: positiveInt("How many workers of a fleet.").exactOptional(),
    serviceOn: z.string().describe("The worker on whose host the services run.").exactOptional(),
    reference: z.string(),
  }),
  points: z
    .array(
      z.looseObject({
        number: z.int().positive(),
        at: z.array(value),
        folder: z.string().regex(/^points\/\d+-[\w.-]+$/, "must lie in the study's folder"),
        rounds: z.array(round),
        inVain: z.array(vain).optional(),
        plan: z.looseObject({
          scenario,
          overrides: z.array(z.string()),
          settle: z
            .looseObject({ seconds: z.number(), approaches: z.array(z.string()), fromClosed: z.boolean() })
            .optional(),
          doubts: z.array(z.string()),
        }),
      }),
    )
    .nonempty(),
});

/** `file` is only the name that errors show. */
export const parseSweep = (text: string, file: string): SweepRecord =>
  parseStudyOf({ schema, contradictions }, text, file);

function contradictions({ question, points }: SweepRecord): { at: string; message: string }[] {
  const names = question.scenario.approaches.map(({ name }) => name);
  const strangers = points.flatMap(({ rounds, inVain = [] }, p) => [
    ...rounds.flatMap(({ approaches }, r) =>
      approaches.flatMap(({ approach }, a) =>
        names.includes(approach) ? [] : [`points.${p}.rounds.${r}.approaches.${a}.approach`],
      ),
    ),
    ...inVain.flatMap(({ reason, approach }, v) =>
      reason !== "service-died" || names.includes(approach ?? "") ? [] : [`points.${p}.inVain.${v}.approach`],
    ),
  ]);
  const misplaced = points.flatMap(({ number, at, rounds, inVain = [] }, p) => [
    ...(number === p + 1 && at.length === question.axes.length ? [] : [`points.${p}.number`]),
    ...[...rounds, ...inVain].flatMap(({ round }) => (round <= question.rounds ? [] : [`points.${p}.rounds`])),
  ]);
  return [
    ...strangers.map((at) => ({ at, message: `must be one of ${names.join(", ")}` })),
    ...misplaced.map((at) => ({ at, message: "does not belong there: the question has other points or rounds" })),
  ];
}
