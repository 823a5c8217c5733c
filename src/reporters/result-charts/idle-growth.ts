/** Memory of the service while its clients connected and nothing else happened: its slope is what one idle client costs. */
import { median } from "../../statistics/quantile.js";
import { type CurvePoint, curves } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { lookOf } from "../charts/look.js";
import { bytes, count, UNKNOWN } from "../format.js";
import type { Tables } from "../tables.js";
import { doubtsOf } from "./doubts.js";
import { namedIn } from "./named.js";
import { placeOf } from "./ratios.js";

/** Undefined where fewer than two stages of connecting are known. */
export function idleGrowthFigure(tables: Tables): Figure | undefined {
  const { result } = tables;
  const found = result.approaches
    .map(({ name }) => ({ name, points: pointsOf(tables, name) }))
    .filter(({ points }) => points.length > 1);
  if (found.length === 0) return undefined;
  return {
    name: "idle-growth",
    title: "Memory while the clients connected (RSS, median of the rounds)",
    finding: `${found.map(({ name, points }) => `${name}: from ${bytes(points[0]!.y)} with ${count(points[0]!.x)} clients to ${bytes(points.at(-1)!.y)} with ${count(points.at(-1)!.x)}`).join("; ")}.`,
    doubts: doubtsOf(tables, "memory"),
    header: ["approach", "clients", "RSS", "lowest round", "highest round"],
    rows: found.flatMap(({ name, points }) =>
      points.map(({ x, y, low, high }) => [
        namedIn(tables, name),
        count(x),
        bytes(y),
        low === undefined ? UNKNOWN : bytes(low),
        high === undefined ? UNKNOWN : bytes(high),
      ]),
    ),
    draw: (width) =>
      curves({
        width,
        panels: [
          {
            title: "",
            curves: found.map(({ name, points }) => ({
              name: namedIn(tables, name),
              look: lookOf(placeOf(result, name)),
              hasMarks: true,
              points,
            })),
          },
        ],
        x: { kind: "linear", name: "clients connected", format: count },
        y: {
          kind: "linear",
          name: "RSS; bands reach from the lowest round to the highest",
          format: bytes,
          isBytes: true,
        },
        panelHeight: 170,
      }),
  };
}

/** By the stages of the first round; all rounds have the same. */
function pointsOf({ result }: Tables, name: string): CurvePoint[] {
  const stages = result.rounds
    .flatMap(({ approaches }) => approaches.filter(({ approach }) => approach === name))
    .flatMap(({ service }) => (service.idleMemory === undefined ? [] : [service.idleMemory]));
  return (stages[0] ?? []).map(({ clients }, i) => {
    const values = stages.flatMap((one) => one[i]?.rssBytes ?? []);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return {
      x: clients,
      y: median(values),
      ...(values.length > 1 && { low, high }),
      said: `${name}, ${count(clients)} clients: ${bytes(median(values))}`,
    };
  });
}
