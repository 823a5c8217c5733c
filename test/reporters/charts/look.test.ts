import assert from "node:assert/strict";
import { test } from "node:test";
import { CHART_STYLE, COLOURS, lookOf } from "../../../src/reporters/charts/look.js";
import { contrast } from "./contrast.js";

test("light and dark readers have colours with contrast enough on either paper", () => {
  const [light, dark] = CHART_STYLE.split("@media screen and (prefers-color-scheme:dark)");
  for (const rules of [light!, dark!]) {
    const colour = (selector: string, property: string): string =>
      new RegExp(`${selector}\\{[^}]*${property}:(#[0-9a-f]{6})`).exec(rules)![1]!;
    const paper = colour("\\.paper", "fill");
    assert.ok(contrast(colour("\\.chart text", "fill"), paper) >= 7);
    assert.ok(contrast(colour("\\.quiet", "fill"), paper) >= 4.5);
    for (let i = 0; i < COLOURS; i++) assert.ok(contrast(colour(`\\.s${i}`, "stroke"), paper) >= 3, `colour ${i}`);
  }
});

test("eight approaches have marks of their own, and equal colours have different lines", () => {
  const looks = Array.from({ length: 8 }, (_, place) => lookOf(place));
  assert.equal(new Set(looks.map(({ shape }) => shape)).size, 8);
  assert.equal(new Set(looks.map(({ colour, isDashed }) => `${colour} ${isDashed}`)).size, 8);
});
