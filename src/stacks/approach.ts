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
  if (spelled === undefined) {
    throw unplayable(stack, asked, `it plays ${flowsOf(stack).join(" and ")}, and this scenario is ${asked.flow}`);
  }
  const { transport, service } = spelled;
  const config = await configOf(spelled);
  const sight = (await cardOf(transport).own()).sight(config, asked.flow, asked.guarantee);
  if ("cannot" in sight) throw unplayable(stack, asked, sight.cannot);
  return { name: stack.name, transport, config, ...(service && { service }) };
}

/** The same with what the report of a run says of the stack. */
export function recordOf(approach: ApproachRecord, stack: Stack, version: string): ApproachRecord {
  const lacking = notPromised(stack);
  return { ...approach, stack: { name: stack.name, version, ...(lacking.length > 0 && { notPromised: lacking }) } };
}

/** Under which guarantees it can play the flow. */
export async function guaranteesOf({ approaches }: Stack, flow: Flow): Promise<Guarantee[]> {
  const spelled = approaches[flow];
  if (spelled === undefined) return [];
  const { sight } = await cardOf(spelled.transport).own();
  const config = await configOf(spelled);
  return guaranteeNames.filter((guarantee) => !("cannot" in sight(config, flow, guarantee)));
}

async function configOf({ transport, service: _, ...settings }: SpelledApproach): Promise<Record<string, unknown>> {
  const schema = await cardOf(transport).config();
  return schema.parse(settings) as Record<string, unknown>;
}

export const flowsOf = ({ approaches }: Stack): Flow[] => Object.keys(approaches) as Flow[];

const unplayable = ({ name }: Stack, { name: scenario }: Asked, why: string): PushbenchError =>
  new PushbenchError("stack-unplayable", `The stack ${name} cannot play ${scenario}: ${why}.`, {
    hint: "`pushbench stacks` lists the flows of each stack, `pushbench list` those of the scenarios.",
  });
