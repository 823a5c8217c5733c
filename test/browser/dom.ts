/**
 * What functions that run in a page use of it. The compiler has no types of browsers: with them it would take names like `event` and
 * `name`, which are globals there, for something that exists in Node. Such a function uses nothing from outside itself but these
 * globals, because only its text reaches the page.
 */

/** px, from the top left of what is seen of the page. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
  width: number;
  height: number;
}

export interface PageNode {
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
}

export interface PageElement extends PageNode {
  readonly attributes: Iterable<{ name: string; value: string }>;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly clientLeft: number;
  readonly outerHTML: string;
  scrollLeft: number;
  /** Of a fold. */
  open?: boolean;
  getBoundingClientRect(): Box;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  matches(selector: string): boolean;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  checkVisibility(options?: Record<string, boolean>): boolean;
  focus(): void;
}

export interface PageDocument {
  readonly documentElement: PageElement;
  readonly body: PageElement;
  readonly activeElement: PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  createTreeWalker(root: PageNode, whatToShow: number): { nextNode(): PageNode | null };
  createRange(): { selectNodeContents(node: PageNode): void; getClientRects(): Iterable<Box> };
}

export type ComputedStyle = (element: PageElement) => Record<string, string>;
