/** A stack as an approach of a run. */
import { PushbenchError } from "../errors.js";
import { type Flow, type Guarantee, guaranteeNames } from "../flow.js";
import type { ApproachRecord } from "../result/result.js";
import type { SpelledApproach } from "../scenario/approaches.js";
import { cardOf } from "../transports/registry.js";
import { notPromised, type Stack } from "./stack.js";

/** What of a scenario decides whether a stack can play it. */
export interface Asked {
  name: string;
  flow: Flow;
  guarantee: Guarantee;
}

/** It is called like the stack. Throws PushbenchError stack-unplayable where the stack has no part in such a scenario. */
export async function approachOf(stack: Stack, asked: Asked): Promise<ApproachRecord> {
  const spelled = stack.approaches[asked.flow];
  const why = await obstacle(stack, asked);
  if (spelled === undefined || why !== undefined) {
    throw new PushbenchError("stack-unplayable", `The stack ${stack.name} cannot play ${asked.name}: ${why}.`, {
      hint: "`pushbench stacks` lists the flows of each stack, `pushbench list` those of the scenarios.",
    });
  }
  const { transport, service } = spelled;
  return { name: stack.name, transport, config: await configOf(spelled), ...(service && { service }) };
}

/** Why the stack has no part in such a scenario, as the end of a sentence; undefined where it has one. */
export async function obstacle(stack: Stack, { flow, guarantee }: Omit<Asked, "name">): Promise<string | undefined> {
  const spelled = stack.approaches[flow];
  if (spelled === undefined) return `it plays ${flowsOf(stack).join(" and ")}, and this scenario is ${flow}`;
  const { sight } = await cardOf(spelled.transport).own();
  const seen = sight(await configOf(spelled), flow, guarantee);
  return "cannot" in seen ? seen.cannot : undefined;
}

/** The same with what the report of a run says of the stack. */
export function recordOf(approach: ApproachRecord, stack: Stack, version: string): ApproachRecord {
  const lacking = notPromised(stack);
  return { ...approach, stack: { name: stack.name, version, ...(lacking.length > 0 && { notPromised: lacking }) } };
}

/** Under which guarantees it can play the flow. */
export async function guaranteesOf(stack: Stack, flow: Flow): Promise<Guarantee[]> {
  const obstacles = await Promise.all(guaranteeNames.map((guarantee) => obstacle(stack, { flow, guarantee })));
  return guaranteeNames.filter((_, i) => obstacles[i] === undefined);
}

async function configOf({ transport, service: _, ...settings }: SpelledApproach): Promise<Record<string, unknown>> {
  const schema = await cardOf(transport).config();
  return schema.parse(settings) as Record<string, unknown>;
}

export const flowsOf = ({ approaches }: Stack): Flow[] => Object.keys(approaches) as Flow[];
