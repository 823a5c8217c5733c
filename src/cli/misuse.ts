/** Finds what is wrong with a command line, where yargs would say it less well or would let it pass. */
import { didYouMean } from "../nearest.js";
import type { AnyCommand, Option, OptionTable } from "./command.js";

/** Says in a sentence what is wrong first. `parsed` is what yargs made of `argv`. */
export function misuse(
  command: AnyCommand,
  parsed: Record<string, unknown>,
  argv: readonly string[],
): string | undefined {
  const declared = optionsOf(command);
  for (const [name, value] of Object.entries(parsed)) {
    if (name === "_" || name === "$0" || value === undefined) continue;
    const option = declared[name];
    if (!option)
      return `Unknown option ${dashed(name)}.${didYouMean(dashed(name), Object.keys(command.options).map(dashed))}`;
    const label = name in command.positionals ? name : dashed(name);
    const given = name in command.options ? valuesGiven(argv, name, option) : [];
    if ((Array.isArray(value) && !option.array) || (given.length > 1 && option.firstWord))
      return `${label} was given more than once.`;
    if (option.firstWord && given.length > 0 && given[0] !== value)
      return `The ${name} was given twice: "${value}" and ${label} ${given[0]}.`;
    if (option.type === "boolean" && given.some((one) => one !== "true" && one !== "false"))
      return `${label} takes no value.`;
    if (option.type === "number" && given.some((one) => one.trim() === "")) return `${label} needs a value.`;
    for (const one of [value].flat()) {
      const problem = badValue(one, option, given.at(-1));
      if (problem !== undefined) return `${label} ${problem}`;
    }
  }
  const missing = Object.keys(command.options).find((name) => {
    const { required, firstWord } = command.options[name]!;
    return required && firstWord && parsed[name] === undefined;
  });
  if (missing !== undefined && !argv.includes(dashed(missing))) return `${dashed(missing)} is required.`;
  const positionals = Object.keys(command.positionals);
  const unplaced = positionals.length > 0 && positionals.every((name) => [parsed[name] ?? []].flat().length === 0);
  const [, extra] = parsed._ as string[];
  // Where yargs gave up before it placed the positionals, its own error says why.
  return unplaced || extra === undefined ? undefined : `Unexpected argument "${extra}".`;
}

/** `typed` is what stood on the command line, for numbers that do not show it: "1,000" is NaN, and 1e309 is Infinity. */
function badValue(value: unknown, option: Option, typed?: string): string | undefined {
  const { type, choices } = option;
  if (type === "string" && String(value).trim() === "") return "is empty.";
  if (type === "number" && !isWithin(Number(value), option))
    return `must be ${expected(option)}${gotNumber(value, typed)}.`;
  if (choices && !choices.includes(String(value)))
    return `must be one of ${choices.join(", ")}, got "${value}".${didYouMean(String(value), choices)}`;
  return undefined;
}

function gotNumber(value: unknown, typed: string | undefined): string {
  if (Number.isFinite(value) || typed === undefined) return Number.isNaN(value) ? "" : `, got ${value}`;
  const ungrouped = typed.replace(/[,_\s]/g, "");
  const meant = ungrouped !== typed && /^\d+$/.test(ungrouped) ? ` (did you mean ${ungrouped}?)` : "";
  return `, got ${/^[\w.+-]+$/.test(typed) ? typed : JSON.stringify(typed)}${meant}`;
}

/** NaN is within no bounds. */
function isWithin(value: number, { min = -Infinity, max = Infinity, whole }: Option): boolean {
  return value >= min && value <= max && (!whole || Number.isInteger(value));
}

function expected({ min, max, whole }: Option): string {
  const plain = (bound: number): string => bound.toLocaleString("en-US", { useGrouping: bound >= 100_000 });
  const noun = whole ? "a whole number" : "a number";
  if (min !== undefined && max !== undefined) return `${noun} from ${plain(min)} to ${plain(max)}`;
  if (min !== undefined) return `${noun} of at least ${plain(min)}`;
  return max === undefined ? noun : `${noun} of at most ${plain(max)}`;
}

/**
 * The values that were given with the option's name, as `--name value` or `--name=value`. A boolean has a value only in the
 * second form.
 */
function valuesGiven(argv: readonly string[], name: string, { type }: Option): string[] {
  const flag = dashed(name);
  return argv.flatMap((word, i) => {
    if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
    const next = argv[i + 1];
    return word === flag && next !== undefined && type !== "boolean" ? [next] : [];
  });
}

export const optionsOf = (command: AnyCommand): OptionTable => ({ ...command.positionals, ...command.options });
export const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);
