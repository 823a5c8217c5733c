/** A folder of stacks for a test, gone when it ends. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

/** A stack.yaml of a receiver that speaks pushbench's own dialect, with these lines in place of the usual ones of the same key. */
export function stackYaml(lines: Record<string, string> = {}): string {
  const all = {
    title: "Plain Node",
    description: "A receiver with node:http.",
    version: "node --version",
    approach: '{ transport: webhook, signature: none, service: { command: "exec node receiver.mjs" } }',
    uses: "{ ingest: {} }",
    ...lines,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}

/** It answers 200 to everything. */
export const RECEIVER = `
import { createServer } from "node:http";
createServer((request, response) => {
  request.resume().on("end", () => response.end());
}).listen(process.env.PORT, "127.0.0.1");
`;

/** Makes `stacks/<name>/` with these files for each name, and gives the folder above. */
export async function folderOfStacks(
  context: TestContext,
  stacks: Record<string, Record<string, string>>,
): Promise<{ cwd: string; directories: string[] }> {
  const cwd = await mkdtemp(path.join(tmpdir(), "pushbench-test-stacks-"));
  context.after(() => rm(cwd, { recursive: true }));
  await writeStacks(cwd, stacks);
  return { cwd, directories: [path.join(cwd, "stacks")] };
}

export async function writeStacks(cwd: string, stacks: Record<string, Record<string, string>>): Promise<void> {
  for (const [name, files] of Object.entries(stacks)) {
    const folder = path.join(cwd, "stacks", name);
    await mkdir(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  }
}
