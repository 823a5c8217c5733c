/**
 * Checks the words of a command line before yargs gets them. yargs keeps options by name in plain objects, so `--constructor` is an
 * option that every object has; and it takes what follows `--` for an argument of no command.
 */
import { didYouMean } from "../nearest.js";
import type { AnyCommand } from "./command.js";
import { dashed, optionsOf } from "./misuse.js";

/** Turns `help bench` into `bench --help`, and drops a `--` that no word with a dash follows. */
export function plainWords(argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  if (first === "--") return plainWords(rest); // npm run … -- -- …
  if (first === "help") return [...rest, "--help"];
  const end = argv.indexOf("--");
  const isNeeded = end !== -1 && argv.slice(end + 1).some((word) => word.startsWith("-"));
  return isNeeded ? [...argv] : argv.filter((_, i) => i !== end);
}

/** Says which option is the first unknown one, where there is no command. */
export function unknownWithoutCommand(argv: readonly string[]): string | undefined {
  const word = argv.find((one) => isOption(one) && !isCommon(one) && !one.startsWith("--get-yargs-completions"));
  return word === undefined ? undefined : `Unknown option ${flagOf(word)}.`;
}

const isCommon = (word: string): boolean => ["--help", "-h", "--version"].includes(flagOf(word));
const flagOf = (word: string): string => word.split("=", 1)[0]!;

/** Says in a sentence which option is the first that `command` does not have, or that lacks its value. */
export function unusableWord(
  command: AnyCommand,
  argv: readonly string[],
  commands: readonly AnyCommand[],
): string | undefined {
  const end = argv.indexOf("--");
  const words = end === -1 ? argv : argv.slice(0, end);
  const first = words[0]!;
  if (isOption(first) && !isCommon(first))
    return `${flagOf(first)} stands before the command: write ${command.name} first, then its options.`;
  for (const [i, word] of words.entries()) {
    if (word === "-") return 'Unexpected argument "-": standard input is not read, give a file.';
    if (!isOption(word)) continue;
    if (isCommon(word)) continue;
    const flag = flagOf(word);
    const name = flag.slice(2);
    const own = Object.hasOwn(optionsOf(command), name) ? optionsOf(command)[name] : undefined;
    if (!flag.startsWith("--") || own === undefined) return unknown(flag, command, commands);
    const next = words[i + 1];
    if (own.type !== "boolean" && word === flag && (next === undefined || isOption(next)))
      return `${flag} needs a value.${next === undefined ? "" : ` If it is ${next}, write ${flag}=${next}`}`;
  }
  return undefined;
}

/** A negative number is a value and no option. */
const isOption = (word: string): boolean => word.startsWith("-") && word !== "-" && !/^-[\d.]/.test(word);

function unknown(flag: string, command: AnyCommand, commands: readonly AnyCommand[]): string {
  const own = Object.keys(command.options);
  if (flag.startsWith("--no-") && command.options[flag.slice(5)]?.type === "boolean")
    return `Unknown option ${flag}: leave --${flag.slice(5)} out instead.`;
  const elsewhere = commands.filter(({ options }) => Object.keys(options).map(dashed).includes(flag));
  const similar = didYouMean(flag, own.map(dashed));
  if (elsewhere.length === 0 || similar !== "") return `Unknown option ${flag}.${similar}`;
  return `Unknown option ${flag}: ${command.name} has none of that name, ${elsewhere.map(({ name }) => name).join(" and ")} has.`;
}
