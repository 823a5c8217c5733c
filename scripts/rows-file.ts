/** What a script has measured, a line each, in a file that grows from run to run: so it may measure in parts. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { makeFolders } from "../src/files/output-folder.js";

export class RowsFile<Row> {
  readonly rows: Row[] = [];
  readonly #file: string;

  /** Lines that are not wanted, such as those of another machine, stay in the file. */
  constructor(file: string, isWanted: (row: Row) => boolean = () => true) {
    this.#file = file;
    makeFolders(path.resolve(path.dirname(file)));
    if (!existsSync(file)) return;
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    this.rows.push(...lines.map((line) => JSON.parse(line) as Row).filter(isWanted));
  }

  add(...rows: Row[]): void {
    appendFileSync(this.#file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    this.rows.push(...rows);
  }
}
