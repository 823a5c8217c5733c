/**
 * Moves the live page: puts newer parts in their places. It has no timer while it is connected, so that it works only when a slice has
 * ended, in the time before the next one is measured. How it is shipped and checked: charts.js.
 */

/**
 * src/live/message.ts has the same type.
 * @typedef {{ html: Record<string, string>, points: Point[][], levels?: Levels[] }} Message
 */
(() => {
  /** Whoever hears the table needs time for it. */
  const SPOKEN_EVERY_MS = 5000;
  const SPOKEN = "now";
  /** A browser that gives up is asked to try again. */
  const RETRY_MS = 2000;
  const MOST_RETRIES = 100;

  let spokenMs = Number.NEGATIVE_INFINITY;
  /** @type {string | undefined} */
  let unspoken;
  let retries = 0;

  /**
   * Changes only what differs, so that the focus, the place to which a table is scrolled, and what a screen reader has read stay. Rows
   * and entries are changed whole, because a figure without its name says nothing.
   * @param {Element} old
   * @param {Element} next
   */
  function patch(old, next) {
    if (old.isEqualNode(next)) return;
    const isWhole = ["TR", "LI", "P"].includes(next.tagName) || next.children.length === 0;
    if (old.tagName !== next.tagName || isWhole) old.replaceWith(next);
    else patchChildren(old, next);
  }

  /**
   * @param {Element} old
   * @param {Element} next
   */
  function patchChildren(old, next) {
    const [before, after] = [[...old.children], [...next.children]];
    for (const [i, child] of after.entries()) {
      const known = before[i];
      if (known === undefined) old.append(child);
      else patch(known, child);
    }
    for (const surplus of before.slice(after.length)) surplus.remove();
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  function put(id, text) {
    const next = document.createElement("div");
    next.innerHTML = text;
    const place = document.getElementById(id);
    if (place !== null) patchChildren(place, next);
  }

  /** @param {Record<string, string>} html */
  function show({ [SPOKEN]: spoken, ...others }) {
    for (const [id, text] of Object.entries(others)) put(id, text);
    unspoken = spoken ?? unspoken;
    if (unspoken === undefined || performance.now() - spokenMs < SPOKEN_EVERY_MS) return;
    spokenMs = performance.now();
    put(SPOKEN, unspoken);
    unspoken = undefined;
  }

  /** @param {string} text */
  const say = (text) => {
    const place = document.getElementById("connection");
    if (place !== null) place.textContent = text;
  };

  /** @param {MessageEvent<string>} event */
  function takeWhole(event) {
    /** @type {Message} */
    const { html, points, levels = [] } = JSON.parse(event.data);
    spokenMs = Number.NEGATIVE_INFINITY;
    show(html);
    liveCharts.begin(points, levels);
  }

  /** @param {MessageEvent<string>} event */
  function takeChange(event) {
    /** @type {Message} */
    const { html, points, levels } = JSON.parse(event.data);
    show(html);
    liveCharts.add(points, levels);
  }

  /**
   * The page becomes the report, whose text has come with the event: the server may be gone already.
   * @param {MessageEvent<string>} event
   */
  function takeEnd(event) {
    liveCharts.end();
    const report = new DOMParser().parseFromString(JSON.parse(event.data), "text/html");
    document.replaceChild(document.adoptNode(report.documentElement), document.documentElement);
    scrollTo(0, 0);
    const heading = document.querySelector("h1");
    if (heading === null) return;
    heading.tabIndex = -1;
    heading.style.outline = "none"; // nobody went there by a key
    heading.focus();
  }

  function connect() {
    const source = new EventSource("events");
    source.addEventListener("whole", takeWhole);
    source.addEventListener("change", takeChange);
    source.addEventListener("end", (event) => {
      source.close();
      takeEnd(event);
    });
    source.addEventListener("open", () => {
      retries = 0;
      say("");
    });
    source.addEventListener("error", () => {
      say(
        "The connection to the run is lost, and is tried again. If the run has ended, its report is in the folder below.",
      );
      if (source.readyState === EventSource.CLOSED && retries++ < MOST_RETRIES) setTimeout(connect, RETRY_MS);
    });
  }

  connect();
})();
