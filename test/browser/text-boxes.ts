/**
 * Where the texts of a page lie, as the browser laid them out: none leaves the page, the picture or the box it stands in, and none
 * lies upon another.
 */
import type { Page } from "../../scripts/chromium.js";
import type { Box, ComputedStyle, PageDocument, PageElement, PageNode } from "./dom.js";

declare const document: PageDocument;
declare const getComputedStyle: ComputedStyle;

export interface TextBox extends Pick<Box, "left" | "right" | "top" | "bottom"> {
  content: string;
}

/** The boxes of all texts that can be seen, line by line, in the order of the page. */
export const textBoxes = (page: Page): Promise<TextBox[]> => page.evaluate(boxesAndFaults).then(({ boxes }) => boxes);

/** What is wrong with where texts lie. */
export async function textFaults(page: Page): Promise<string[]> {
  const { boxes, faults } = await page.evaluate(boxesAndFaults);
  return [...faults, ...overlaps(boxes)];
}

/** A page that is wider than the window must be moved to and fro to be read. */
export const widthFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`] : [];
  });

function boxesAndFaults(): { boxes: TextBox[]; faults: string[] } {
  const TEXT_NODES = 4;
  const ROUNDING = 1;
  const boxes: TextBox[] = [];
  const faults: string[] = [];
  const texts = document.createTreeWalker(document.body, TEXT_NODES);
  const range = document.createRange();
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const content = (node.nodeValue ?? "").replace(/\s+/g, " ").trim();
    if (content === "" || isHidden(node)) continue;
    range.selectNodeContents(node);
    for (const { left, right, top, bottom, width } of range.getClientRects()) {
      if (width === 0) continue;
      const box = { content: content.slice(0, 60), left, right, top, bottom };
      const seen = within(box, node.parentElement!);
      if (seen !== undefined) boxes.push(seen);
    }
  }
  return { boxes, faults };

  function isHidden({ parentElement }: PageNode): boolean {
    return !parentElement!.checkVisibility({ visibilityProperty: true });
  }

  /** The part that can be seen. Elsewhere than in what scrolls, a part that cannot is a fault. */
  function within(text: TextBox, parent: PageElement): TextBox | undefined {
    let seen = text;
    let isScrolled = false;
    for (let one: PageElement | null = parent; one !== null; one = one.parentElement) {
      const { overflowX } = getComputedStyle(one) as { overflowX: string };
      const isPicture = one.nodeName.toLowerCase() === "svg";
      if ((overflowX === "visible" && !isPicture) || one === document.documentElement || one === document.body)
        continue;
      const edge = one.getBoundingClientRect();
      const isOutside =
        seen.left < edge.left - ROUNDING ||
        seen.right > edge.right + ROUNDING ||
        (isPicture && (seen.top < edge.top - ROUNDING || seen.bottom > edge.bottom + ROUNDING));
      if (overflowX === "auto" || overflowX === "scroll") isScrolled = true;
      else if (isOutside && !isScrolled) faults.push(`cut by its ${one.nodeName.toLowerCase()}: “${text.content}”`);
      seen = { ...seen, left: Math.max(seen.left, edge.left), right: Math.min(seen.right, edge.right) };
      if (seen.left >= seen.right) return undefined;
    }
    const page = document.documentElement.clientWidth;
    if (!isScrolled && (seen.left < -ROUNDING || seen.right > page + ROUNDING))
      faults.push(`leaves the page: “${text.content}” reaches from ${seen.left} to ${seen.right} of ${page} px`);
    return seen;
  }
}

/** px of both directions: the boxes of neighbouring lines touch each other, and their letters do not. */
const TOUCHING = 2;

export function overlaps(boxes: readonly TextBox[]): string[] {
  const sorted = boxes.toSorted((one, other) => one.top - other.top);
  return sorted.flatMap((one, i) => {
    const found: string[] = [];
    for (const other of sorted.slice(i + 1)) {
      if (other.top > one.bottom - TOUCHING) break;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (across > TOUCHING && down > TOUCHING) found.push(`“${one.content}” lies upon “${other.content}”`);
    }
    return found;
  });
}
