/** Each page says in its marker with which options it was made. */
const BEGIN = /<!-- measured: begin \(npm run perf [^)]*\) -->/;
const END = "<!-- measured: end -->";

/** The page with what is between its markers replaced. Throws when it has none: nothing may be overwritten by chance. */
export function betweenMarkers(page: string, text: string): string {
  const begin = BEGIN.exec(page);
  const end = page.indexOf(END);
  if (begin === null || end < begin.index) throw new Error(`the page has no markers: ${BEGIN.source} … ${END}`);
  return `${page.slice(0, begin.index + begin[0].length)}\n\n${text}\n\n${page.slice(end)}`;
}
