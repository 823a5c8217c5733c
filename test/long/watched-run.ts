/** A real run in a folder of its own, all of whose processes can be found again: /proc knows the mark in their environment. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mainProgram } from "../end-to-end/command-line.js";

export interface Seen {
  pid: number;
  /** As ps shows it: T stands still. */
  state: string;
  role: "bench" | "service" | "generator" | "relay" | "keeper" | "other";
}

const PROGRAMS: readonly (readonly [string, Seen["role"]])[] = [
  ["command-service-entry", "keeper"],
  ["service-entry", "service"],
  ["generator-entry", "generator"],
  ["relay-entry", "relay"],
  ["main.js", "bench"],
];

export class WatchedRun {
  readonly folder = mkdtempSync(path.join(tmpdir(), "pushbench-ends-"));
  readonly out = path.join(this.folder, "out");
  readonly temporary = path.join(this.folder, "tmp");
  readonly child: ChildProcess;
  readonly #mark = `PUSHBENCH_TEST_MARK=${path.basename(this.folder)}\0`;
  output = "";
  exit: number | NodeJS.Signals | undefined;

  /** `limits`: options of prlimit. `toFull`: standard output is a disk that is full. */
  constructor(argv: readonly string[], { limits = [], toFull = false }: { limits?: string[]; toFull?: boolean } = {}) {
    mkdirSync(this.temporary);
    const full = toFull ? openSync("/dev/full", "w") : undefined;
    const node = [process.execPath, mainProgram, ...argv, "--out", this.out];
    const [program, ...rest] = limits.length > 0 ? ["prlimit", ...limits, ...node] : node;
    this.child = spawn(program!, rest, {
      cwd: this.folder,
      env: { ...process.env, TMPDIR: this.temporary, PUSHBENCH_TEST_MARK: path.basename(this.folder) },
      stdio: ["ignore", full ?? "pipe", "pipe"],
    });
    if (full !== undefined) closeSync(full);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk) => {
        this.output += chunk;
      });
    }
    this.child.on("exit", (code, signal) => {
      this.exit = code ?? signal!;
    });
  }

  /** Those that are there now; zombies are not. */
  processes(): Seen[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          if (!readFileSync(`/proc/${name}/environ`, "latin1").includes(this.#mark)) return [];
          const stat = readFileSync(`/proc/${name}/stat`, "latin1");
          const state = stat.slice(stat.lastIndexOf(")") + 2)[0]!;
          const program = readFileSync(`/proc/${name}/cmdline`, "latin1");
          const role = PROGRAMS.find(([part]) => program.includes(part))?.[1] ?? "other";
          return state === "Z" || state === "X" ? [] : [{ pid: Number(name), state, role }];
        } catch {
          return []; // it ended while we looked
        }
      });
  }

  signal(name: NodeJS.Signals, to: readonly Seen[]): void {
    for (const { pid } of to) {
      try {
        process.kill(pid, name);
      } catch {} // it has ended meanwhile
    }
  }

  /** What is wrong with what stays, a line each. To be asked again until it is nothing, or too late. */
  leftovers(): string[] {
    return [
      ...this.processes().map(({ role, pid, state }) => `${role} ${pid} is left in state ${state}`),
      ...namesIn(this.temporary).map((name) => `${name} is left in the temporary folder`),
    ];
  }

  end(): void {
    this.signal("SIGKILL", this.processes());
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
