import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { interrupts } from "../src/interrupts.js";

const url = new URL("../src/interrupts.js", import.meta.url).href;

async function ended(code: string, signal: NodeJS.Signals): Promise<{ code: number | null; output: string }> {
  const script = `const { endWhenInterrupted } = await import("${url}"); endWhenInterrupted(); ${code}; setInterval(() => {}, 1e6); console.log("up");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  await once(child.stdout, "data");
  child.kill(signal);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { code: exitCode, output };
}

test("before a command has anything to end, every signal that asks for it ends with 130", async () => {
  const all = await Promise.all(interrupts.map((signal) => ended("", signal)));
  for (const one of all) assert.deepEqual(one, { code: 130, output: "up\nerror: The run was interrupted.\n" });
});

test("a command that listens ends in its own way", async () => {
  const { code, output } = await ended('process.on("SIGTERM", () => process.exit(7))', "SIGTERM");
  assert.deepEqual({ code, output }, { code: 7, output: "up\n" });
});

test("a command that npm starts takes the place of npm's shell: else a signal to npm ends the shell, and the command goes on alone", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const programs = Object.entries(scripts).filter(([, line]) => /node dist\/\S*main\.js( \w+)?$/.test(line));
  assert.ok(programs.length > 10);
  for (const [name, line] of programs) assert.match(line, /&& exec node dist\/\S*main\.js( \w+)?$/, name);
});
