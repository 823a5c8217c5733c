/** Where the texts of a drawing lie. Widths are those by which charts are laid out, which are those of a wide font. */
import assert from "node:assert/strict";
import type { Drawing } from "../../../src/reporters/charts/drawing.js";
import { FONT_SIZE } from "../../../src/reporters/charts/look.js";
import { widthOf } from "../../../src/reporters/charts/text-width.js";

export interface TextBox {
  content: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const TEXT = /<text class="[^"]*" x="([^"]*)" y="([^"]*)"(?: text-anchor="(\w+)")?>([^<]*)<\/text>/g;
const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescaped = (text: string): string => text.replace(/&(\w+);/g, (_, name: string) => entities[name]!);

export const textBoxes = ({ body }: Drawing): TextBox[] =>
  [...body.join("").matchAll(TEXT)].map(([, x, y, anchor, escaped]) => {
    const content = unescaped(escaped!);
    const width = widthOf(content, FONT_SIZE);
    const left = Number(x) - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
    return { content, left, right: left + width, top: Number(y) - 9, bottom: Number(y) + 2 };
  });

/** No text leaves the drawing, and none lies upon another. */
export function assertTextsFit(drawing: Drawing, name: string): void {
  const boxes = textBoxes(drawing);
  for (const [i, box] of boxes.entries()) {
    const isInside =
      box.left >= -1 && box.right <= drawing.width + 1 && box.top >= -1 && box.bottom <= drawing.height + 1;
    assert.ok(isInside, `${name}: ${JSON.stringify(box)} leaves ${drawing.width} × ${drawing.height}`);
    for (const other of boxes.slice(i + 1)) {
      const isApart =
        box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
      assert.ok(isApart, `${name} at ${drawing.width}: “${box.content}” lies upon “${other.content}”`);
    }
  }
}
