/** A chart before it has a frame, and its two frames: a file of its own, or a part of a page that already has the style and the words. */

import { xmlText } from "../xml.js";
import { CHART_STYLE, FONT_SIZE, LINE_HEIGHT, TITLE_SIZE } from "./look.js";
import { element, group, rectangle, text } from "./svg.js";
import { wrapped } from "./text-width.js";

export interface Drawing {
  /** px */
  width: number;
  height: number;
  body: string[];
}

/** What is shown, with everything that a reader needs who sees no picture. */
export interface Figure {
  /** One word, for ids and names of files. */
  name: string;
  title: string;
  /** What the chart shows, in a sentence or two. */
  finding: string;
  /** What casts doubt on it, a line each, in plain text: it stands beside the picture. */
  doubts?: readonly string[] | undefined;
  /** The numbers behind it: every number that the picture shows stands in this table. */
  header: string[];
  rows: string[][];
  /** px. The drawing is as high as it needs to be. */
  draw(width: number): Drawing;
}

/** What doubts begin with. */
export const CARE = "Read with care:";

/** px around the drawing of a file. */
const MARGIN = 16;
const TITLE_LINE = 22;

/** With title and finding above it, on paper of its own, which follows the reader's theme. */
export function svgFile(figure: Figure, width = 760): string {
  const { title, finding } = figure;
  const drawing = figure.draw(width - 2 * MARGIN);
  const titles = wrapped(title, drawing.width, TITLE_SIZE * 1.1); // bold is wider
  const doubts = (figure.doubts ?? []).flatMap((one) => wrapped(`${CARE} ${one}`, drawing.width, FONT_SIZE));
  const said = [
    ...wrapped(finding, drawing.width, FONT_SIZE).map((line) => ({ kind: "quiet", line })),
    ...doubts.map((line) => ({ kind: "name", line })),
  ];
  const [first, second] = [MARGIN + titles.length * TITLE_LINE, said.length * LINE_HEIGHT];
  const height = Math.ceil(first + second + 12 + drawing.height + MARGIN);
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "chart",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-labelledby": "title finding",
    },
    [
      `<title id="title">${xmlText(title)}</title>`,
      `<desc id="finding">${xmlText(finding)}</desc>`,
      `<style>${CHART_STYLE}</style>`,
      rectangle("paper", 0, 0, width, height),
      ...titles.map((line, i) => text("title", MARGIN, MARGIN + i * TITLE_LINE + TITLE_SIZE, line)),
      ...said.map(({ kind, line }, i) => text(kind, MARGIN, first + (i + 1) * LINE_HEIGHT - 4, line)),
      group({ transform: `translate(${MARGIN} ${first + second + 12})` }, drawing.body),
    ],
  )}\n`;
}

/** Within a page, whose own title and text stand beside it under these ids. */
export function svgInPage(drawing: Drawing, kind: string, titleId: string, findingId: string): string {
  const { width, height, body } = drawing;
  return element(
    "svg",
    {
      class: `chart ${kind}`,
      viewBox: `0 0 ${width} ${Math.ceil(height)}`,
      role: "img",
      "aria-labelledby": titleId,
      "aria-describedby": findingId,
    },
    body,
  );
}
