/** A page of a whole report in Markdown, which has no page of its own. */
import { pageHtml } from "../reporters/html/page.js";

export function markdownPage(markdown: string): string {
  const [first = "", ...rest] = markdown.split("\n");
  return pageHtml({
    title: first.replace(/^#+ /, ""),
    question: "",
    answer: rest.join("\n"),
    sections: [],
    footer: "",
  });
}
