/**
 * Pure tests in one process: starting one for each file and loading the code again costs more than the tests themselves.
 * `npm run unit` gives this file to the runner in place of those below these folders.
 */
import { readdirSync } from "node:fs";
import { TOGETHER } from "./together-folders.js";

const files = TOGETHER.flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.js"))
    .map((file) => new URL(`${folder}/${file}`, import.meta.url).href)
    .sort(),
);
for (const file of files) await import(file);
