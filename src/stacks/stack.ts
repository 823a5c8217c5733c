/** A stack: a service as people would run it, with what starts it. It lies in a folder of its own, which has a stack.yaml. */

import path from "node:path";
import { type Problem, PushbenchError, problemCount } from "../errors.js";
import { type Flow, flowNames } from "../flow.js";
import type { SpelledApproach } from "../scenario/approaches.js";
import { readDocument } from "../scenario/document.js";
import { explain, type Issue } from "../scenario/explain.js";
import { readFileText } from "../scenario/file-text.js";
import { isRecord } from "../scenario/plain.js";
import { cardOf, type TransportName } from "../transports/registry.js";
import { checks } from "./checks.js";
import { type StackFile, stackSchema } from "./stack-schema.js";

export const STACK_FILE = "stack.yaml";

export interface Stack extends Omit<StackFile, "uses" | "approach"> {
  /** That of its folder. */
  name: string;
  folder: string;
  /** By the flows that it plays, the approach as a scenario would spell it out. */
  approaches: Partial<Record<Flow, SpelledApproach>>;
}

/** Throws PushbenchError stack-invalid with all problems. `shown` is how the reader would name the file. */
export async function readStack(folder: string, shown = path.join(folder, STACK_FILE)): Promise<Stack> {
  const read = await readFileText(path.join(folder, STACK_FILE)).catch((error: Error) => ({ problem: error.message }));
  if ("problem" in read) throw invalid(shown, [{ at: shown, message: read.problem }]);
  const document = readDocument(read.text);
  const problems = document.syntaxProblems.map(({ line, message }) => ({ at: `${shown}:${line}`, message }));
  const { value } = document;
  const parsed = stackSchema.safeParse(value);
  const issues: Issue[] = problems.length > 0 ? [] : explain(stackSchema, value);
  const approaches = parsed.success ? approachesOf(parsed.data, folder) : {};
  for (const [flow, approach] of Object.entries(approaches)) {
    issues.push(...(await issuesOf(approach, flow, value)));
  }
  if (parsed.success) issues.push(...promiseIssues(parsed.data));
  for (const { path: at, message } of new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()) {
    problems.push({ at: `${shown}:${document.lineOf(at) ?? 1} ${at.join(".")}`.trim(), message });
  }
  if (problems.length > 0 || !parsed.success) throw invalid(shown, problems);
  const { uses: _uses, approach: _approach, ...rest } = parsed.data;
  return { ...rest, name: path.basename(folder), folder, approaches };
}

/** The flow's settings come over those of the approach. A command starts in the stack's folder unless it says where. */
function approachesOf({ approach, uses }: StackFile, folder: string): Stack["approaches"] {
  const plays = flowNames.filter((flow) => Object.hasOwn(uses, flow));
  return Object.fromEntries(
    plays.map((flow) => {
      const merged = { ...approach, ...uses[flow] } as SpelledApproach & { service: Record<string, unknown> };
      const { cwd = ".", ...service } = merged.service;
      return [flow, { ...merged, service: { ...service, cwd: path.resolve(folder, String(cwd)) } }];
    }),
  );
}

/** What the transport says of the settings, each where it stands in the file. */
async function issuesOf({ transport, service: _, ...settings }: SpelledApproach, flow: string, file: unknown) {
  const issues = explain(await cardOf(transport).config(), settings);
  if (settings.tls) issues.push({ path: ["tls"], message: "is not for stacks: their checks speak without it" });
  const uses = isRecord(file) && isRecord(file.uses) ? file.uses[flow] : undefined;
  return issues.map(({ path: at, message }): Issue => {
    const differs = isRecord(uses) && at.length > 0 && Object.hasOwn(uses, at[0]!);
    return { path: [...(differs ? ["uses", flow] : ["approach"]), ...at], message };
  });
}

function promiseIssues({ approach, promises = [] }: StackFile): Issue[] {
  const known = checks[approach.transport]?.promises ?? [];
  return promises.flatMap((promise, i): Issue[] =>
    known.includes(promise)
      ? []
      : [{ path: ["promises", i], message: `must be one of ${known.join(", ")}, got "${promise}"` }],
  );
}

/** What the stack's check would look at, and the stack does not promise. */
export const notPromised = ({ approaches, promises }: Stack): readonly string[] => {
  const transport = Object.values(approaches)[0]?.transport as TransportName | undefined;
  const known = (transport && checks[transport]?.promises) ?? [];
  return promises === undefined ? [] : known.filter((one) => !promises.includes(one));
};

function invalid(file: string, problems: readonly Problem[]): PushbenchError {
  return new PushbenchError("stack-invalid", `${problemCount(problems)} in ${file}`, {
    problems,
    hint: "docs/stacks.md shows a whole stack.",
  });
}
