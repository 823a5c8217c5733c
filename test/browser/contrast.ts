/** Contrast of the texts in pictures, which axe does not look at: each text has the paper's colour as a line around it. */
import type { Page } from "../../scripts/chromium.js";
import type { ComputedStyle, PageDocument } from "./dom.js";

declare const document: PageDocument;
declare const getComputedStyle: ComputedStyle;

/** WCAG 2.2, level AA. */
const LEAST = 4.5;

export async function pictureContrastFaults(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() =>
    [...document.querySelectorAll("svg text")]
      .filter((text) => text.checkVisibility())
      .map((text) => {
        const { fill, stroke } = getComputedStyle(text) as { fill: string; stroke: string };
        return { content: text.textContent ?? "", fill, paper: stroke };
      }),
  );
  return texts
    .filter(({ fill, paper }) => contrast(fill, paper) < LEAST)
    .map(({ content, fill, paper }) => `“${content}” is ${fill} on ${paper}`);
}

export function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** Of a colour as browsers write it, rgb(1, 2, 3). Others count as no contrast. */
function luminance(colour: string): number {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = [...colour.matchAll(/\d+/g)].map(([part]) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
