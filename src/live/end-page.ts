/** What the live page becomes when the run has ended: the page among the run's files, or else their text in a page. */
import { pageHtml } from "../reporters/html/page.js";

export interface RenderedFile {
  file: string;
  text: string;
}

/** `files`: those that were written; none where the run broke off before. */
export function endPage(files: readonly RenderedFile[], { title, folder }: { title: string; folder: string }): string {
  const page = files.find(({ file }) => file.endsWith(".html"));
  if (page !== undefined) return page.text;
  const report = files.find(({ file }) => file.endsWith(".md"));
  return pageHtml({
    title,
    question: "The run has ended.",
    answer: report?.text ?? "It has no report. The terminal says what became of it.",
    sections: [],
    footer: `Its files are in ${folder}.`,
  });
}
