/** A folder of results that a real `pushbench serve` shows to a browser. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { mainProgram } from "../end-to-end/command-line.js";
import { NASTY } from "../reporters/gate/fixture.js";
import { resultText, studyText } from "../serve/folder.js";
import { failed } from "./bent-results.js";
import { hostileResult } from "./hostile-result.js";

export interface ServedFolder {
  /** Where the start page is. */
  url: string;
  end(): Promise<void>;
}

const named = (name: string, title: string): string =>
  resultText(({ scenario }) => Object.assign(scenario, { name, title }));

/** What somebody may have in such a folder: runs, a study, a result full of markup, a torn one, and a folder whose name is markup. */
const FILES: Record<string, string> = {
  "chat/2026-01-02T10-00-00/result.json": resultText(),
  "chat/2026-01-01T10-00-00/result.json": resultText((result) =>
    Object.assign(result, { startedAt: "2026-01-01T10:00:00Z" }),
  ),
  "outage/result.json": named("outage", "An outage"),
  "sweep/study.json": studyText(),
  "hostile/result.json": JSON.stringify(hostileResult(failed()).result),
  "torn/result.json": resultText().slice(0, 500),
  [`${NASTY.replaceAll(/[/\0]/g, "")} <img src=x onerror=alert(1)>/result.json`]: resultText(),
};

export async function servedFolder(...options: string[]): Promise<ServedFolder> {
  const folder = scratchFolder("served");
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder.path, file)), { recursive: true });
    writeFileSync(path.join(folder.path, file), text);
  }
  const child: ChildProcess = spawn(process.execPath, [mainProgram, "serve", folder.path, "--json", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout!), "line")) as [string];
  return {
    url: (JSON.parse(line) as { url: string }).url,
    async end() {
      child.kill("SIGINT");
      await once(child, "exit");
      folder.remove();
    },
  };
}
