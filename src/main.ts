#!/usr/bin/env node
import { nodeTooOld } from "./node-version.js";

const tooOld = nodeTooOld(process.versions.node, process.execPath);
if (tooOld === undefined) {
  const { realEnvironment } = await import("./cli/environment.js");
  const { run } = await import("./cli/run.js");
  process.exitCode = await run(realEnvironment(), process.argv.slice(2));
} else {
  process.stderr.write(tooOld);
  process.exitCode = 2; // usage: errors.ts
}
