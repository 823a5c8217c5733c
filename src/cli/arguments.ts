/** The only import of yargs: it turns a command line into a command and its arguments, or into a text to print. */
import yargs, { type Argv, type Options } from "yargs";
import { PushbenchError } from "../errors.js";
import { didYouMean } from "../nearest.js";
import { transportNames, transports } from "../transports/registry.js";
import type { AnyCommand, Option } from "./command.js";
import { COMPLETION, PROGRAM, programOfShell } from "./completion.js";
import { misuse, optionsOf } from "./misuse.js";
import { plainWords, unknownWithoutCommand, unusableWord } from "./typed-words.js";

interface Terminal {
  version: string;
  columns: number;
  /** How the program is called, for usage lines and examples. */
  program?: string;
}

export type Parsed = { command: AnyCommand; args: Record<string, unknown> } | { text: string };

/** Throws PushbenchError `usage`. Without a command the text is the general help. */
export async function parseArguments(
  typed: readonly string[],
  commands: readonly AnyCommand[],
  terminal: Terminal,
): Promise<Parsed> {
  const argv = plainWords(typed);
  const named = argv.find((word) => !word.startsWith("-"));
  const command = commands.find(({ name }) => name === named);
  if (named !== undefined && !command && named !== COMPLETION) {
    const names = commands.map(({ name }) => name);
    throw new PushbenchError("usage", `Unknown command "${named}".${didYouMean(named, names)}`, {
      hint: `The command comes first: ${names.join(", ")}.`,
    });
  }
  const unusable = command ? unusableWord(command, argv, commands) : unknownWithoutCommand(argv);
  if (unusable !== undefined) {
    const help = command ? `pushbench ${command.name} --help` : "pushbench --help";
    throw new PushbenchError("usage", unusable, { hint: `See \`${help}\`.` });
  }
  const isCompletion = named === COMPLETION;
  const parser = declare(commands, isCompletion ? { ...terminal, program: PROGRAM } : terminal);
  if (isCompletion) parser.strict(false); // in strict mode yargs does not know its own command
  if (argv.length === 0) return { text: `${await parser.getHelp()}\n` };

  return new Promise((resolve, reject) => {
    // With a callback yargs prints nothing and never ends the process.
    void parser.parse([...argv], (error: Error | undefined, parsed: Record<string, unknown>, output: string) => {
      const shown = isCompletion && output.startsWith("#") ? `${output}${programOfShell(terminal.program)}` : output;
      if (!error && output !== "") return resolve({ text: `${shown}\n` });
      const problem = (command && misuse(command, parsed, argv)) ?? error?.message;
      if (problem === undefined && command) return resolve({ command, args: argumentsOf(command, parsed) });
      const help = command ? `pushbench ${command.name} --help` : "pushbench --help";
      reject(new PushbenchError("usage", problem ?? "A command is missing.", { hint: `See \`${help}\`.` }));
    });
  });
}

const tooFew = "Too few arguments: got %s, need at least %s.";

/** Our words for yargs' own sentences, by the wording there. The typings do not know that a sentence may have a plural. */
const ownWords = {
  "Not enough non-option arguments: got %s, need at least %s": { one: tooFew, other: tooFew },
  "Missing required argument: %s": { one: "--%s is required.", other: "These options are required: %s." },
  "Unknown argument: %s": { one: "Unknown option --%s.", other: "Unknown options: %s." },
  "Not enough arguments following: %s": "--%s needs a value.",
};

/** A narrower help could not be read, because every word would have a line of its own. */
const FEWEST_COLUMNS = 40;

function declare(commands: readonly AnyCommand[], { version, columns, program = PROGRAM }: Terminal): Argv {
  const parser = yargs()
    .scriptName(program)
    .locale("en")
    .usage(`$0 <command>\n\n${question()} for this workload, and what does each cost? Answered by measurement.`)
    .version(version)
    .help()
    .alias("help", "h")
    .wrap(Math.max(FEWEST_COLUMNS, Math.min(columns, 120)))
    .strict()
    .showHelpOnFail(false)
    .updateStrings(ownWords as unknown as Record<string, string>)
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "greedy-arrays": false, // in `--set a=1 chat`, chat is not a second value of --set
      "parse-positional-numbers": false,
    });
  for (const command of commands) {
    parser.command({
      command: [command.name, ...firstWord(command), ...Object.entries(command.positionals).map(positionalUsage)].join(
        " ",
      ),
      describe: command.describe,
      builder: (sub: Argv) => {
        for (const [name, option] of Object.entries(command.positionals)) {
          sub.positional(name, { ...option, array: option.array === true } as Options & { type: "string" });
        }
        for (const [name, option] of Object.entries(command.options)) sub.option(name, yargsOption(option));
        for (const [line, what] of command.examples) sub.example(line, what);
        return sub.usage(`$0 ${[command.name, ...firstWord(command)].join(" ")}\n\n${command.describe}`);
      },
      handler: () => {},
    });
  }
  return parser.completion(COMPLETION, "Print what makes bash or zsh complete pushbench"); // it comes last in the help
}

/** "Webhooks or WebSockets" */
function question(): string {
  const titles = transportNames.map((name) => transports[name].titles);
  const all = [titles.slice(0, -1).join(", "), ...titles.slice(-1)].join(" or ");
  return `${all[0]!.toUpperCase()}${all.slice(1)}`;
}

const positionalUsage = ([name, { array, required }]: [string, Option]): string => {
  const word = array ? `${name}..` : name;
  return required ? `<${word}>` : `[${word}]`;
};

const firstWord = ({ options }: AnyCommand): string[] =>
  Object.keys(options)
    .filter((name) => options[name]!.firstWord)
    .map((name) => `[${name}]`);

const yargsOption = ({ type, describe, choices, default: usual, required, array, firstWord }: Option): Options => ({
  type,
  describe,
  ...(choices && { choices }),
  ...(usual !== undefined && { default: usual }),
  ...(array && { array }),
  ...(required && !firstWord && { demandOption: true }),
  ...(type !== "boolean" && { requiresArg: true }),
});

function argumentsOf(command: AnyCommand, parsed: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(optionsOf(command)).map(([name, option]) => {
    const absent = option.array ? [] : option.type === "boolean" ? false : undefined;
    return [name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()), parsed[name] ?? absent];
  });
  return Object.fromEntries(entries);
}
