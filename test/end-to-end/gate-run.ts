/** What tests of the whole gate need: real bases, arguments of a short gate, the program in a process of its own. */
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { mainProgram } from "./command-line.js";

export const compiled = (file: string): string => pathToFileURL(path.join(path.dirname(mainProgram), file)).href;
export const headService = `import ${JSON.stringify(compiled("bench/service-entry.js"))};\n`;
/** A service of a version that has another protocol number, or none yet. */
export const otherService = (methods: string): string =>
  `import { serve } from ${JSON.stringify(compiled("processes/channel.js"))};\nserve(${methods});\n`;

/** A folder that holds a built pushbench, whose service is that program. */
export function builtPackage(folder: string, service: string): string {
  const bench = path.join(folder, "dist/src/bench");
  mkdirSync(bench, { recursive: true });
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ name: "pushbench", version: "0.0.7", type: "module" }),
  );
  writeFileSync(path.join(bench, "service-entry.js"), service);
  return folder;
}

/** A repository of a pushbench that is built by `build`, a program of Node; its packages are those of this one. */
export function repository(folder: string, build: string): string {
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "pushbench", version: "0.0.7", type: "module", scripts: { build: "node build.js" } };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(path.join(folder, "build.js"), build);
  copyFileSync("package-lock.json", path.join(folder, "package-lock.json"));
  const git = (...argv: string[]) => execFileSync("git", argv, { cwd: folder, stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=stable");
  git("add", ".");
  git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message=base");
  return folder;
}

export const buildsHead = `
import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("dist/src/bench", { recursive: true });
writeFileSync("dist/src/bench/service-entry.js", ${JSON.stringify(headService)});
`;

export const gate = (folder: string, ...argv: string[]): string[] => [
  ...["gate", "--scenario", "chat", "--approaches", "websocket", "--set", "objectives={}", "--set", "clients=20"],
  ...["--out", path.join(folder, "reports"), "--history", path.join(folder, "history.ndjson")],
  ...["warmUpSeconds=0", "measureSeconds=0.25", "sliceSeconds=0.25"].flatMap((one) => ["--set", `run.${one}`]),
  ...argv,
];

/** The real program in a process of its own, whose temporary files all lie in `tmp`. */
export function start(argv: string[], cwd: string, tmp: string) {
  mkdirSync(tmp, { recursive: true });
  const child = spawn(process.execPath, [mainProgram, ...argv], { cwd, env: { ...process.env, TMPDIR: tmp } });
  const started = { child, output: "", ended: false };
  const exited = new Promise<number | string>((resolve) =>
    child.on("close", (code, signal) => {
      started.ended = true;
      resolve(code ?? signal!);
    }),
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      started.output += chunk;
    });
  }
  return Object.assign(started, { exited });
}
