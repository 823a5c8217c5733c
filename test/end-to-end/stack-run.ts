/** A bench with a stack of a test's own, whose receiver a script starts. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { Result } from "../../src/result/result.js";
import { RECEIVER_SECRET } from "../stacks/a-receiver.js";
import { folderOfStacks, stackYaml } from "../stacks/a-stack.js";
import { fixture, pushbench, shortRun } from "./command-line.js";

export const FLAW = "takes stale events";
export const receiver = (flaw: string): string =>
  `exec node ${fixture("flawed-service")} receiver ${flaw && `"${flaw}"`}`;

/** A folder with the stack `mine`, started by this script. */
export async function withStack(context: TestContext, script: string): Promise<string> {
  const approach = {
    transport: "webhook",
    service: { command: `. ./start.sh` },
    ...{ path: "/webhook", signature: "standard-webhooks", secret: RECEIVER_SECRET },
  };
  const files = { "stack.yaml": stackYaml({ approach: JSON.stringify(approach) }), "start.sh": script };
  return (await folderOfStacks(context, { mine: files })).cwd;
}

export async function benchWithStack(cwd: string) {
  const out = path.join(cwd, "out");
  const ran = await pushbench(
    ["bench", "--scenario", "payment", "--approaches", "stack:mine,webhook", ...shortRun(), "--out", out],
    { cwd },
  );
  const file = path.join(out, "result.json");
  const result = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Result) : undefined;
  return { ...ran, result, report: existsSync(file) ? readFileSync(path.join(out, "report.md"), "utf8") : "" };
}
