/** Warms up the approaches of a round, each until its course says that it is warm or its time is used up. */
import { setTimeout } from "node:timers/promises";
import { haveEvents } from "../../executors/registry.js";
import { type Random, seededRandom } from "../../random.js";
import type { WarmUp } from "../../result/result.js";
import type { ApproachRun } from "../approach-run.js";
import type { BenchContext, RoundPlan } from "../context.js";
import { sliceOrders } from "../slice-order.js";
import { WarmUpCourse } from "./warm-up-course.js";

export class WarmUps {
  readonly #plan: RoundPlan;
  readonly #runs: readonly ApproachRun[];
  readonly #tell: BenchContext["tell"];
  readonly #random: Random;
  readonly #courses: readonly WarmUpCourse[];
  readonly #isOpen: boolean;
  /** How long everybody waits, connected, in a run without events. */
  readonly #waitSeconds: number;
  /** How many blocks of the plan the first warm-up may use. The rest is for `again`. */
  readonly #mostBlocks: number;

  constructor(context: BenchContext, plan: RoundPlan, runs: readonly ApproachRun[]) {
    const { levels, blocks } = plan.warmUp;
    this.#plan = plan;
    this.#runs = runs;
    this.#tell = context.tell;
    this.#random = seededRandom(context.scenario.run.seed, `warm-up order of round ${plan.number}`);
    this.#courses = runs.map(({ setting }) => new WarmUpCourse(levels, setting.approach.processes));
    this.#isOpen = context.windowPerClient === undefined;
    const { arrivals, run } = context.scenario;
    this.#waitSeconds = haveEvents(arrivals) || run.start === "cold" ? 0 : run.warmUpSeconds;
    this.#mostBlocks = context.warmsUpTwice ? blocks.length >> 1 : blocks.length;
  }

  /**
   * The approaches take turns block by block, so that a disturbance of the machine does not make a single one look settled.
   * Resolves with an answer per approach. Without events there is nothing to play: heartbeats pass over all approaches at the same
   * time, and nothing tells when their cost has settled.
   */
  async untilSettled(): Promise<WarmUp[]> {
    // When the round fails meanwhile, its timer must not keep the process.
    if (this.#waitSeconds > 0) await setTimeout(this.#waitSeconds * 1000, undefined, { ref: false });
    for (let block = 0; block < this.#mostBlocks && this.#courses.some(({ settled }) => !settled); block++)
      await this.#play(block, ({ settled }) => !settled);
    const { levels } = this.#plan.warmUp;
    return this.#courses.map(({ blocks, settled, deliveries, level }) => ({
      blocks,
      settled,
      deliveries,
      ...(this.#isOpen && blocks > 0 ? { eventsPerSecond: levels[level]! } : {}),
    }));
  }

  /** Warms each approach up for as long as the first time. */
  async again(): Promise<void> {
    const first = this.#courses.map(({ blocks }) => blocks);
    const longest = Math.max(...first);
    for (let block = 0; block < longest; block++)
      await this.#play(longest + block, (course) => course.blocks < 2 * first[this.#courses.indexOf(course)]!);
  }

  async #play(block: number, takesPart: (course: WarmUpCourse) => boolean): Promise<void> {
    for (const which of sliceOrders(this.#runs.length, 1, this.#random)[0]!) {
      const course = this.#courses[which]!;
      if (!takesPart(course)) continue;
      const summary = await this.#runs[which]!.runSlice(this.#plan.warmUp.blocks[block]![course.level]!);
      course.take(summary);
      this.#tell({ type: "slice-finished", ...summary, round: this.#plan.number, doneRatio: 0 });
    }
  }
}
