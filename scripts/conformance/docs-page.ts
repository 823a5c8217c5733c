const BEGIN = "<!-- conformance: begin (npm run conformance -- --docs docs/conformance.md) -->";
const END = "<!-- conformance: end -->";

/** The page with what is between its markers replaced. Throws when it has none: nothing may be overwritten by chance. */
export function betweenMarkers(page: string, text: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`the page has no markers: ${BEGIN} … ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`;
}
