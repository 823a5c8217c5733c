/** The only import of d3-shape: paths of lines, of bands, and of marks. */
import {
  area,
  line,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from "d3-shape";
import { COLOURS, type Look } from "./look.js";
import { element, tip } from "./svg.js";

/** px. Undefined: nothing is known there, and the line has a gap. */
export type Spot = readonly [x: number, y: number] | undefined;

export const linePath = (spots: readonly Spot[]): string =>
  line<Spot>()
    .defined((spot) => spot !== undefined)
    .x((spot) => spot![0])
    .y((spot) => spot![1])
    .digits(1)(spots) ?? "";

export type Reach = readonly [x: number, low: number, high: number] | undefined;

export const bandPath = (reaches: readonly Reach[]): string =>
  area<Reach>()
    .defined((reach) => reach !== undefined)
    .x((reach) => reach![0])
    .y0((reach) => reach![1])
    .y1((reach) => reach![2])
    .digits(1)(reaches) ?? "";

const shapes = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolStar,
  symbolWye,
  { draw: symbolTriangle.draw, isUpsideDown: true },
];

/** px² */
const MARK_AREA = 58;

export interface MarkOptions {
  /** Hollow marks are of figures that may not be used as they are. */
  isHollow?: boolean;
  area?: number;
  said?: string;
}

export function mark({ colour, shape }: Look, [x, y]: NonNullable<Spot>, options: MarkOptions = {}): string {
  const { isHollow = false, area: size = MARK_AREA, said } = options;
  const type = shapes[shape % shapes.length]!;
  const turned = "isUpsideDown" in type ? " rotate(180)" : "";
  return element(
    "path",
    {
      class: isHollow ? `open s${colour % COLOURS}` : `f${colour % COLOURS} edge`,
      transform: `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})${turned}`,
      d: symbol(type, size).digits(1)() ?? "",
    },
    said === undefined ? [] : [tip(said)],
  );
}

/** Diagonal lines within a rectangle, `step` px apart: a second way to tell areas apart. */
export function hatch(x: number, y: number, width: number, height: number, step: number, isFalling: boolean): string {
  const lines: string[] = [];
  for (let offset = step; offset < width + height; offset += step) {
    const [from, to] = [Math.max(0, offset - height), Math.min(width, offset)];
    const up = (along: number): number => offset - along;
    const heightAt = (along: number): number => (isFalling ? height - up(along) : up(along));
    lines.push(`M${r(x + from)},${r(y + heightAt(from))}L${r(x + to)},${r(y + heightAt(to))}`);
  }
  return lines.join("");
}

const r = (pixels: number): number => Math.round(pixels * 10) / 10;
