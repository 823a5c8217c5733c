/** A valid scenario file as text, with lines replaced or removed: each test says only what is wrong. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

const valid = {
  title: "title: Test",
  source: "source: the test",
  flow: "flow: relay",
  clients: "clients: 20",
  rooms: "rooms: { size: 5 }",
  arrivals: "arrivals: { executor: poisson-arrival-rate, perSecond: 100 }",
  payload: "payload: { template: chat-message, bytes: 300 }",
  approaches: "approaches: { webhook: , websocket: }",
  objectives: "objectives: {}",
  run: "run: {}",
};

/** One setting a line, so a setting's line is its position; an undefined one is left out. */
export function scenarioText(changes: Partial<Record<keyof typeof valid, string | undefined>> = {}): string {
  const lines = Object.values({ ...valid, ...changes }).filter((line) => line !== undefined);
  return `${lines.join("\n")}\n`;
}

/** A folder with these files; gone when the test ends. */
export async function folderOf(context: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pushbench-scenario-"));
  context.after(() => rm(folder, { recursive: true }));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return folder;
}
