/** Reads claims.json to render it again: a foreign, older or damaged file is refused with the names of its fields. */
import path from "node:path";
import { PushbenchError, problemCount } from "../errors.js";
import { readNamedFile } from "../files/named-file.js";
import { machineSchema } from "../reporters/result-schema.js";
import { z } from "../schema.js";
import { measureSchema } from "./claim-schema.js";
import { CLAIMS_FILE } from "./claims-folder.js";
import { CLAIMS_SCHEMA_VERSION, type ClaimsRecord } from "./record.js";
import { outcomes, verdicts } from "./verdict.js";

const namesOf = <Name extends string>(table: Record<Name, string>) => z.enum(Object.keys(table) as [Name, ...Name[]]);

const measured = z.looseObject({
  measure: measureSchema,
  outcome: namesOf(outcomes),
  observed: z
    .looseObject({
      estimate: z.number(),
      low: z.number().exactOptional(),
      high: z.number().exactOptional(),
      confidence: z.number().exactOptional(),
    })
    .exactOptional(),
  said: z.string().exactOptional(),
  rounds: z.number().exactOptional(),
  leftOut: z.number().exactOptional(),
});

const claim = z.looseObject({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  claim: z.string(),
  source: z.string(),
  note: z.string().exactOptional(),
  verdict: namesOf(verdicts),
  notMeasurable: z.string().exactOptional(),
  measures: z.array(measured),
  studies: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.string(),
      folder: z.string().exactOptional(),
      failure: z.looseObject({ message: z.string() }).exactOptional(),
    }),
  ),
  seconds: z.number(),
  machine: machineSchema.exactOptional(),
});

/** As far as the reports say it. */
const schema = z.looseObject({
  schemaVersion: z.literal(CLAIMS_SCHEMA_VERSION),
  pushbenchVersion: z.string(),
  program: z.string(),
  quick: z.boolean(),
  workers: z.number().exactOptional(),
  writtenAt: z.string(),
  claims: z.array(claim),
  notPlayed: z.array(z.looseObject({ id: z.string(), title: z.string() })),
});

/** Throws PushbenchError result-not-found or result-invalid with all problems. Unknown fields are kept. */
export async function readClaimsRecord(directory: string): Promise<ClaimsRecord> {
  const file = path.join(directory, CLAIMS_FILE);
  const text = await readNamedFile(file).catch((cause: Error) => {
    throw new PushbenchError("result-not-found", `There are no claims in ${directory}: ${cause.message}`, {
      hint: `Give the folder of claims that were played, which holds a ${CLAIMS_FILE}.`,
      cause,
    });
  });
  return parseClaimsRecord(text, file);
}

/** `file` is only the name that errors show. */
function parseClaimsRecord(text: string, file: string): ClaimsRecord {
  const hint = "`pushbench claims --resume --out FOLDER` writes it again from what the folder holds of each claim.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PushbenchError("result-invalid", `${file} is not JSON: ${(cause as Error).message}`, { hint, cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return value as ClaimsRecord;
  const problems = parsed.error.issues.map((issue) => ({ at: issue.path.join("."), message: issue.message }));
  throw new PushbenchError("result-invalid", `${problemCount(problems)} in ${file}`, { hint, problems });
}
