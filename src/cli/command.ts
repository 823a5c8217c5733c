/**
 * A command is data. Its name, options and help are declared once, and the types of the arguments of `run` are inferred from them.
 * Command files import only light modules at their top and the rest inside `run`, so that `--help` stays instant.
 */
import type { Environment } from "./environment.js";

/** An option or a positional argument. Names are in kebab-case, and `run` gets them in camelCase. */
export interface Option {
  type: "string" | "number" | "boolean";
  /** The line in the help, with the unit. */
  describe: string;
  /** The only values allowed. */
  choices?: readonly string[];
  default?: string | number | boolean;
  /** The bounds of a number, both included. */
  min?: number;
  max?: number;
  /** Fractions are refused. */
  whole?: true;
  /** It may be given more than once. `run` gets an array, which is empty when it was not given. */
  array?: true;
  required?: true;
  /** The option may also be the first word after the command, without its name. */
  firstWord?: true;
  /** What a shell may complete its value with. */
  completedWith?: "scenarios" | "stacks" | "claims";
}

export type OptionTable = Record<string, Option>;

export interface Command<Positionals extends OptionTable = OptionTable, Options extends OptionTable = OptionTable> {
  name: string;
  describe: string;
  /** They are in the order in which they must be given. */
  positionals: Positionals;
  options: Options;
  /** Command lines for the help, and what they do. */
  examples: readonly (readonly [line: string, what: string])[];
  /** Resolves with the exit code (see errors.ts). Throws PushbenchError for what the user can act on. */
  run(environment: Environment, args: Arguments<Positionals> & Arguments<Options>): Promise<number>;
}

/** A command as the command line sees it. Its arguments are checked against the options at run time. */
export interface AnyCommand extends Omit<Command, "run"> {
  // biome-ignore lint/suspicious/noExplicitAny: every command's arguments have a type of their own
  run(environment: Environment, args: any): Promise<number>;
}

type Value<O> = O extends { choices: readonly (infer Choice)[] }
  ? Choice
  : O extends { type: "number" }
    ? number
    : O extends { type: "boolean" }
      ? boolean
      : string;

/** A boolean that is not given is false, and an array is empty. Any other option without a default is undefined. */
type Argument<O> = O extends { array: true }
  ? Value<O>[]
  : O extends { default: unknown } | { required: true } | { type: "boolean" }
    ? Value<O>
    : Value<O> | undefined;

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

export type Arguments<Table> = { [Name in keyof Table & string as CamelCase<Name>]: Argument<Table[Name]> };

/** Declares a command: `export const list = defineCommand({ … })`. The arguments of `run` are typed by its options. */
export const defineCommand = <const Positionals extends OptionTable, const Options extends OptionTable>(
  command: Command<Positionals, Options>,
): Command<Positionals, Options> => command;
