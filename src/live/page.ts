/** The live page: what a run shows as it is now. Its script moves it; without scripts it is loaded anew every few seconds. */
import { PAGE_STYLE } from "../reporters/html/style.js";
import { escaped, tag } from "../reporters/html/tag.js";
import type { Fragments } from "./fragments.js";
import type { PageScript } from "./page-script.js";

export interface LivePageParts {
  title: string;
  /** Where the files of the run will be. */
  folder: string;
  isStudy: boolean;
}

const RELOAD_SECONDS = 5;

const STYLE = [
  ".legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0}.legend .sign{display:inline-block;width:22px;height:14px;margin:0 4px 0 0;vertical-align:-2px;overflow:visible}",
  ".moving{min-height:240px}.charts+h3{margin-top:24px}progress{width:100%;max-width:760px;accent-color:var(--link)}",
  "#connection:empty{display:none}.uplot,.u-title{font-family:inherit}",
].join("");

/** Nothing but this script runs, it may ask this server alone, and no page may embed this one. The report has styles of its own. */
export const policyOf = ({ hash }: Pick<PageScript, "hash">): string =>
  `default-src 'none'; script-src '${hash}'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function livePage({ title, folder, isStudy }: LivePageParts, fragments: Fragments, script: PageScript): string {
  const part = (id: keyof Fragments, attributes: Record<string, string> = {}): string =>
    tag("div", { id, ...attributes }, fragments[id]);
  const header = tag(
    "header",
    {},
    tag("h1", {}, `${escaped(title)}, live`),
    tag(
      "p",
      { class: "quiet" },
      "This is a run that still goes on, so nothing here is its result. When it has ended, this page becomes its report.",
    ),
    `<noscript>${tag("p", { class: "warning" }, `Without scripts this page does not move by itself: it is loaded anew every ${RELOAD_SECONDS} seconds. When the run has ended there is nothing here any more, and its report is in the folder below.`)}</noscript>`,
    tag("p", { id: "connection", class: "warning", role: "status" }),
    part("status"),
  );
  const main = tag(
    "main",
    {},
    ...(isStudy ? [section("The study so far", part("study"))] : []),
    section(
      isStudy ? "The bench in play" : "Now",
      part("legend"),
      tag("div", { class: "charts" }, ...charts.map(chart)),
      tag("h3", {}, "The last slice of each approach"),
      part("now", { "aria-live": "polite" }),
    ),
    part("hosts"),
    section(
      "The rounds so far",
      part("so-far"),
      tag("details", {}, tag("summary", {}, "All rounds"), part("by-round")),
    ),
    section("Warnings", part("log", { role: "log" })),
  );
  return [
    "<!doctype html>",
    '<html lang="en">',
    tag(
      "head",
      {},
      '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
      tag("title", {}, `${escaped(title)}, live`),
      `<style>${script.style}${PAGE_STYLE}${STYLE}</style>`,
      `<noscript><meta http-equiv="refresh" content="${RELOAD_SECONDS}"><style>.charts{display:none}</style></noscript>`,
    ),
    tag(
      "body",
      {},
      header,
      main,
      tag("footer", {}, tag("p", {}, "Its files are in ", tag("code", {}, escaped(folder)), ".")),
      `<script>${script.text}</script>`,
    ),
    "</html>",
    "",
  ].join("\n");
}

const section = (title: string, ...parts: string[]): string => tag("section", {}, tag("h2", {}, title), ...parts);

interface Chart {
  /** Known to the script. */
  id: string;
  title: string;
  shows: string;
}

const charts: readonly Chart[] = [
  {
    id: "chart-rate",
    title: "Deliveries per second",
    shows: "A mark is a slice, and a hollow one was warm-up. The dash beside it is what the schedule asked for.",
  },
  {
    id: "chart-p50",
    title: "Latency, 50th percentile",
    shows: "A mark is a slice. The line is the middle of the rounds so far, in a band as wide as its 95 % interval.",
  },
  {
    id: "chart-p99",
    title: "Latency, 99th percentile",
    shows:
      "The same of the slowest in a hundred. Of a long run, older slices are thinned: of two, the slower one stays.",
  },
];

function chart({ id, title, shows }: Chart): string {
  const [named, said] = [`${id}-title`, `${id}-shows`];
  return tag(
    "figure",
    { "aria-labelledby": named },
    tag("h3", { id: named }, title),
    tag("p", { id: said, class: "finding" }, shows),
    tag("div", { id, class: "moving", role: "img", "aria-labelledby": named, "aria-describedby": said }),
  );
}
