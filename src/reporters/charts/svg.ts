/** Elements of an SVG as text. Everything that comes from outside passes `xmlText` here, so no name becomes markup. */
import { xmlText } from "../xml.js";

export type Attributes = Record<string, string | number | undefined>;

/** `children` are elements, which are escaped already. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? rounded(value) : xmlText(value!)}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

export const group = (attributes: Attributes, children: readonly string[]): string =>
  element("g", attributes, children);

export const line = (kind: string, x1: number, y1: number, x2: number, y2: number): string =>
  element("line", { class: kind, x1, y1, x2, y2 });

export const rectangle = (kind: string, x: number, y: number, width: number, height: number, said?: string): string =>
  element("rect", { class: kind, x, y, width, height }, said === undefined ? [] : [tip(said)]);

export type Anchor = "start" | "middle" | "end";

export function text(kind: string, x: number, y: number, content: string, anchor: Anchor = "start"): string {
  return element("text", { class: kind, x, y, "text-anchor": anchor === "start" ? undefined : anchor }, [
    xmlText(content),
  ]);
}

/** What a mark says when a pointer rests on it. */
export const tip = (content: string): string => element("title", {}, [xmlText(content)]);

/** A tenth of a pixel is as fine as anybody sees, and keeps files small and equal on every machine. */
export const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;
