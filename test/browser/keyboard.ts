/** The page by keyboard alone: Tab comes to every fold, link and region that scrolls, in the order of the page, and one sees where it is. */
import type { Page } from "../../scripts/chromium.js";
import type { ComputedStyle, PageDocument } from "./dom.js";
import { setFolds } from "./folds.js";

declare const document: PageDocument;
declare const getComputedStyle: ComputedStyle;

interface Stop {
  /** Its place among all that Tab must come to; undefined: Tab has left the page. */
  place: number | undefined;
  isClosedFold: boolean;
  hasRing: boolean;
  name: string;
}

export async function keyboardFaults(page: Page): Promise<string[]> {
  await page.bringToFront();
  await setFolds(page, true);
  const { names, faults } = await page.evaluate(numberStops);
  await setFolds(page, false);
  const came: number[] = [];
  for (let presses = 0; presses <= names.length; presses++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(whereFocusIs);
    if (stop.place === undefined) break;
    came.push(stop.place);
    if (!stop.hasRing) faults.push(`nothing shows that the keyboard is at ${stop.name}`);
    if (!stop.isClosedFold) continue;
    await page.keyboard.press("Enter");
    if ((await page.evaluate(whereFocusIs)).isClosedFold) faults.push(`Enter does not open ${stop.name}`);
  }
  for (const [place, name] of names.entries()) if (!came.includes(place)) faults.push(`Tab does not come to ${name}`);
  if (came.some((place, i) => i > 0 && place < came[i - 1]!)) faults.push(`Tab goes to and fro: ${came.join(", ")}`);
  return [...faults, ...(await arrowFaults(page))];
}

/** Regions that scroll are among them, whether they have been made so or not. */
function numberStops(): { names: string[]; faults: string[] } {
  const faults: string[] = [];
  const STOPS = "a[href], summary, button, input, select, textarea, [tabindex='0']";
  for (const one of document.querySelectorAll("body *")) {
    const { overflowX } = getComputedStyle(one) as { overflowX: string };
    const scrolls = (overflowX === "auto" || overflowX === "scroll") && one.scrollWidth > one.clientWidth;
    if (scrolls && !one.matches(STOPS)) faults.push(`no key scrolls ${one.outerHTML.slice(0, 80)}`);
  }
  // Tab comes to one of the radios of a name; arrows go on from there.
  const names = new Set<string>();
  const isNew = (name: string): boolean => names.size < names.add(name).size;
  const stops = [...document.querySelectorAll(STOPS)].filter(
    (one) => one.checkVisibility() && (!one.matches("[type=radio]") || isNew(one.getAttribute("name") ?? "")),
  );
  for (const [place, stop] of stops.entries()) stop.setAttribute("data-stop", String(place));
  return { names: stops.map((stop) => stop.outerHTML.slice(0, 100)), faults };
}

function whereFocusIs(): Stop {
  const focused = document.activeElement;
  const place = focused?.getAttribute("data-stop") ?? null;
  if (focused === null || place === null) return { place: undefined, isClosedFold: false, hasRing: false, name: "" };
  const { outlineStyle, outlineWidth } = getComputedStyle(focused) as { outlineStyle: string; outlineWidth: string };
  return {
    place: Number(place),
    isClosedFold: focused.matches("details:not([open]) > summary"),
    hasRing: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1,
    name: focused.outerHTML.slice(0, 100),
  };
}

/** The first region that is wider than its room is moved with an arrow. */
async function arrowFaults(page: Page): Promise<string[]> {
  const hasWide = await page.evaluate(() => {
    const wide = [...document.querySelectorAll("[tabindex='0']")].find(
      ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
    );
    wide?.focus();
    return wide !== undefined;
  });
  if (!hasWide) return [];
  await page.keyboard.press("ArrowRight");
  const moved = page.waitForFunction(() => document.activeElement!.scrollLeft > 0, { timeout: 5_000 });
  return moved.then(
    () => [],
    () => ["an arrow does not move a region that scrolls"],
  );
}
