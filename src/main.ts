#!/usr/bin/env node
import { realEnvironment } from "./cli/environment.js";
import { run } from "./cli/run.js";

process.exitCode = await run(realEnvironment(), process.argv.slice(2));
