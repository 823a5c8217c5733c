/** What the live page is told of studies, in the words of their progress lines. */
import type { RunListener } from "../../bench/run-events.js";
import type { LivePage } from "../../live/live-page.js";
import type { RoundFigures } from "../../live/round-figures.js";
import { perSecond } from "../../reporters/format.js";
import type { StudyListener } from "../../studies/capacity/play.js";
import { answers } from "../../studies/capacity/report/capacity-md.js";
import { pointText } from "../../studies/sweep/axis.js";
import { OF_A_CELL, type SweepListener } from "../../studies/sweep/play.js";
import type { PointFigures, PointRound } from "../../studies/sweep/record.js";
import { NS_PER_US } from "../../units.js";
import { finishedParts as trialParts } from "../capacity/progress.js";
import { cellParts } from "../sweep/progress.js";

/** Of the benches of a study, without the warnings that every bench of one round has. */
export const benchesOf =
  ({ tell }: Pick<LivePage, "tell">): RunListener =>
  (event) => {
    if (event.type !== "warning" || !OF_A_CELL.includes(event.warning.code)) tell(event);
  };

export const sweepOf =
  ({ tell }: Pick<LivePage, "tell">): SweepListener =>
  (event) => {
    const { point, record, leftSeconds } = event;
    if (event.type === "cell-finished") return tell({ type: "point-finished", text: cellParts(event).join(", ") });
    const { axes, rounds } = record.question;
    const name = `${pointText(axes, point.at)}, round ${event.cell.round} of ${rounds}`;
    tell({ type: "point-started", name, leftSeconds, played: point.rounds.map(figuresOf) });
  };

const figuresOf = ({ approaches }: PointRound): RoundFigures[] =>
  approaches.map((figures) => {
    const { approach, verdict, latencyP50Ns, latencyP99Ns } = figures;
    const cpuUs = cpuUsPerDelivery(figures);
    return {
      ...{ approach, verdict },
      ...(latencyP50Ns !== undefined && { latencyP50Ns }),
      ...(latencyP99Ns !== undefined && { latencyP99Ns }),
      ...(cpuUs !== undefined && { serviceCpuUsPerDelivery: cpuUs }),
    };
  });

const cpuUsPerDelivery = ({ cpuNsPerSecond, deliveriesPerSecond }: PointFigures): number | undefined =>
  cpuNsPerSecond === undefined || deliveriesPerSecond === 0
    ? undefined
    : cpuNsPerSecond / deliveriesPerSecond / NS_PER_US;

export const capacityOf =
  ({ tell }: Pick<LivePage, "tell">): StudyListener =>
  (event) => {
    if (event.type === "trial-finished")
      return tell({ type: "point-finished", text: trialParts(event).join(", "), answer: answers(event.record) });
    const { number, approach, rate } = event.trial;
    const name = `trial ${number}, ${approach} at ${perSecond(rate)}`;
    tell({ type: "point-started", name, doneRatio: event.doneRatio, played: [] });
  };
