/** What a running study shows: a line per trial, and on a terminal a live one of the trial that is being played. */

import { perSecond } from "../../reporters/format.js";
import type { StudyEvent, StudyListener } from "../../studies/capacity/play.js";
import { outcomeWords, seenText } from "../../studies/capacity/report/words.js";
import type { Output } from "../environment.js";
import { fitting } from "../progress.js";

const CLEAR_LINE = "\r\x1b[2K";

export interface CapacityProgress {
  listener: StudyListener;
  /** Removes the live line. It must be called before anything else is printed. */
  end(): void;
}

export const capacityProgress = (output: Output, json: boolean): CapacityProgress =>
  json ? jsonLines(output) : textLines(output);

function textLines(output: Output): CapacityProgress {
  const clear = (): void => {
    if (output.isTTY) output.write(CLEAR_LINE);
  };
  return {
    listener(event) {
      clear();
      if (event.type === "trial-finished") output.write(`${fitting(finishedParts(event), output.columns)}\n`);
      else if (output.isTTY) output.write(startedLine(event).slice(0, output.columns - 1));
    },
    end: clear,
  };
}

type Started = Extract<StudyEvent, { type: "trial-started" }>;
type Finished = Extract<StudyEvent, { type: "trial-finished" }>;

const startedLine = ({ trial: { number, approach, rate }, doneRatio }: Started): string =>
  `trial ${number}  ${approach}  ${perSecond(rate)}  …  ${Math.floor(doneRatio * 100)} % of the study is played`;

export const finishedParts = ({ trial }: Finished): string[] => [
  `trial ${trial.number}`,
  trial.approach,
  perSecond(trial.rate),
  outcomeWords[trial.outcome],
  seenText(trial),
];

/** Like the lines of a bench: a type, and what belongs to it. */
function jsonLines(output: Output): CapacityProgress {
  return {
    listener(event) {
      if (event.type === "trial-finished") output.write(`${JSON.stringify({ type: "trial", ...event.trial })}\n`);
    },
    end() {},
  };
}
