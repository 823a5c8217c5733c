#!/usr/bin/env node
import { nodeTooOld } from "./node-version.js";

const tooOld = nodeTooOld(process.versions.node, process.execPath);
if (tooOld === undefined) {
  const { lastResort } = await import("./last-resort.js");
  process.on("uncaughtException", lastResort);
  const { endWhenInterrupted } = await import("./interrupts.js");
  endWhenInterrupted();
  try {
    const { runProcess } = await import("./cli/run-process.js");
    await runProcess(process.argv.slice(2));
  } catch (error) {
    lastResort(error);
  }
} else {
  process.stderr.write(tooOld);
  process.exitCode = 2; // this is `usage` of errors.ts
}
