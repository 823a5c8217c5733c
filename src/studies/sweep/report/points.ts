/** The points of a sweep one by one: what was played there, and what each approach came to. */
import { counted } from "../../../counted.js";
import { asText, code } from "../../../reporters/markdown/words.js";
import { table } from "../../../reporters/markdown-table.js";
import { pointText } from "../axis.js";
import type { PointRecord, SweepRecord } from "../record.js";
import { worstVerdict } from "./cells.js";
import type { SweepFigureName } from "./sweep-figures.js";
import { figureCell } from "./tables.js";

const told = {
  deliveriesPerSecond: "deliveries/s",
  cpuNsPerDelivery: "CPU per delivery",
  wireBytesPerDelivery: "bytes per delivery",
  latencyP50Ns: "latency p50",
  latencyP99Ns: "latency p99",
  rssBytes: "memory",
} satisfies Partial<Record<SweepFigureName, string>>;

/** What a fold is called, and what stands under it. */
export const pointSummaries = (record: SweepRecord): [name: string, markdown: string][] =>
  record.points.map((point) => [nameOf(record, point), [lineOf(point), tableOf(record, point)].join("\n\n")]);

const nameOf = ({ question }: SweepRecord, { at, rounds }: PointRecord): string =>
  `${pointText(question.axes, at)}: ${rounds.length} of ${counted(question.rounds, "round")}`;

function lineOf({ folder, plan, rounds, inVain = [] }: PointRecord): string {
  const window = plan === undefined ? "" : ` The window of a round is ${plan.scenario.run.measureSeconds} s long.`;
  const settle = plan?.settle === undefined ? "" : ` Before it, ${plan.settle.seconds} s were played unmeasured.`;
  const where =
    rounds.length === 0
      ? "No round of it counted."
      : `Its result with all of its rounds is ${code(`${folder}/result.json`)}.`;
  const vain =
    inVain.length === 0
      ? ""
      : ` ${counted(inVain.length, "bench", "benches")} of it did not count: ${asText(reasonsOf(inVain))}.`;
  return `${where}${window}${settle}${vain}`;
}

const reasonsOf = (vain: NonNullable<PointRecord["inVain"]>): string =>
  [...new Set(vain.map(({ message }) => message))].join("; ");

function tableOf({ question }: SweepRecord, point: PointRecord): string {
  const names = question.scenario.approaches.map(({ name }) => name);
  const figures = Object.keys(told) as (keyof typeof told)[];
  return table(
    ["approach", "verdict", ...figures.map((figure) => told[figure])],
    names.map((name) => [
      code(name),
      worstVerdict(point, name) ?? "not measured",
      ...figures.map((figure) => figureCell(point, name, figure)),
    ]),
    { wordColumns: 2 },
  );
}
