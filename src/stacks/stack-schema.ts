/** What a stack.yaml may say. It is strict: a misspelt key is an error. */
import { type Flow, flowNames } from "../flow.js";
import { startedService } from "../scenario/service-schema.js";
import { z } from "../schema.js";
import { transportNames } from "../transports/registry.js";

const sentence = (description: string) => z.string().trim().min(1).describe(description);

const shellCommand = (description: string) =>
  sentence(`${description} A shell runs it in the stack's folder.`).refine(
    (text) => !/\p{Cc}/u.test(text),
    "must be a single line",
  );

/** apt-get and npm take a word with a dash in front for an option. */
const packageNames = (description: string) =>
  z
    .array(z.string().regex(/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.+-]*$/, "must be the name of a package"))
    .min(1)
    .describe(description)
    .optional();

const settings = z.record(z.string(), z.unknown());

export const stackSchema = z.strictObject({
  title: sentence("What it is called: Flask behind gunicorn."),
  description: sentence("What it is, in a sentence."),
  install: z
    .strictObject({
      npm: packageNames("Packages of npm. They stand in the package.json of the folder in which the stacks lie."),
      debian: packageNames("Packages of Debian."),
    })
    .default({})
    .describe("What a machine must have for it."),
  promises: z
    .array(z.string())
    .describe("What its check holds it to besides taking a good event. By default that is all that the check knows.")
    .optional(),
  version: shellCommand("Prints the version, and fails where something is missing."),
  build: shellCommand(
    "Makes what the service's command starts, in the folder $STACK_BUILD, which the command gets as well.",
  ).optional(),
  approach: z
    .looseObject({ transport: z.enum(transportNames), service: startedService })
    .describe("How it is started and spoken to, as in a scenario."),
  uses: z
    .partialRecord(z.enum(flowNames as [Flow, ...Flow[]]), z.nullable(settings))
    .refine((uses) => Object.keys(uses).length > 0, "must name at least one flow")
    .describe("The flows that it plays, each with the settings that differ there."),
});

export type StackFile = z.output<typeof stackSchema>;
