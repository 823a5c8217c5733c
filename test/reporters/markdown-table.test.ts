import assert from "node:assert/strict";
import { test } from "node:test";
import { table } from "../../src/reporters/markdown-table.js";

test("a table is Markdown with aligned columns: words left, figures right", () => {
  assert.equal(
    table(
      ["", "`webhook` †", "×"],
      [
        ["latency p50", "637 µs", "2.03×"],
        ["lost", "–", "1"],
      ],
    ),
    [
      "|             | `webhook` † |     × |",
      "|:------------|------------:|------:|",
      "| latency p50 |      637 µs | 2.03× |",
      "| lost        |           – |     1 |",
    ].join("\n"),
  );
});

test("a bar in a cell does not end the cell", () => {
  const lines = table(["a", "b"], [["x|y", "1"]]).split("\n");
  assert.equal(lines[2], "| x\\|y |   1 |");
});

test("missing cells are blank", () => {
  assert.equal(table(["a", "b"], [["x"]]).split("\n")[2], "| x   |     |");
});
