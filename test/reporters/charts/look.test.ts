import assert from "node:assert/strict";
import { test } from "node:test";
import { CHART_STYLE, COLOURS, lookOf } from "../../../src/reporters/charts/look.js";

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

/** WCAG 2.2, contrast ratio: 3 is enough for graphics, 4.5 for text, 7 for text at the strictest level. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((i) => {
      const part = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter! + 0.05) / (darker! + 0.05);
}

test("eight approaches have marks of their own, and equal colours have different lines", () => {
  const looks = Array.from({ length: 8 }, (_, place) => lookOf(place));
  assert.equal(new Set(looks.map(({ shape }) => shape)).size, 8);
  assert.equal(new Set(looks.map(({ colour, isDashed }) => `${colour} ${isDashed}`)).size, 8);
});
