/**
 * The live page of a run, and the server that shows it on this machine alone. It costs the run nothing while a slice is measured: it
 * has no timer, and moves only when the run tells something, which it does between slices; the page draws at once, in the time in
 * which the next slice is prepared.
 */
import { randomBytes } from "node:crypto";
import { type Answer, EVENT_STREAM, HTML, type Reply, type Stream } from "../web/answer.js";
import { openPageServer, type PageServer } from "../web/page-server.js";
import type { PageRequest } from "../web/request.js";
import { endPage, type RenderedFile } from "./end-page.js";
import type { LiveEvent } from "./live-event.js";
import { emptyState, type LiveState, reduce } from "./live-state.js";
import { changeOf, endOf, type Shown, shownOf, wholeOf } from "./message.js";
import { type LivePageParts, livePage, policyOf } from "./page.js";
import { type PageScript, pageScript } from "./page-script.js";
import { Tabs } from "./tabs.js";

/** Slices of a gate end four times a second. Nobody sees more, and every drawing takes time from the machine. */
const SEND_EVERY_MS = 1000;
const TOKEN_BYTES = 16;

export interface LivePageOptions extends LivePageParts {
  /** The time in ms by any clock that runs evenly. */
  nowMs: () => number;
}

export class LivePage {
  readonly #options: LivePageOptions;
  readonly #script: PageScript = pageScript();
  readonly #tabs = new Tabs();
  readonly #openedMs: number;
  #server: PageServer | undefined;
  #state: LiveState;
  /** What the tabs show. */
  #shown: Shown;
  #sentMs = Number.NEGATIVE_INFINITY;
  #end: string | undefined;

  private constructor(options: LivePageOptions) {
    this.#options = options;
    this.#openedMs = options.nowMs();
    this.#state = emptyState(options.title);
    this.#shown = shownOf(this.#state);
  }

  static async open(options: LivePageOptions): Promise<LivePage> {
    const page = new LivePage(options);
    page.#server = await openPageServer({
      port: 0,
      token: randomBytes(TOKEN_BYTES).toString("base64url"),
      answer: (request) => page.#answer(request),
    });
    return page;
  }

  /** With the token. */
  get url(): string {
    return this.#server!.url;
  }

  /** Is told everything that happens, and may be given to a run as its listener. */
  readonly tell = (event: LiveEvent): void => {
    this.#state = reduce(this.#state, event, this.#now());
    if (this.#tabs.count === 0) return;
    const isFrequent = event.type === "slice-finished" || event.type === "clients-connected";
    if (isFrequent && this.#now() - this.#sentMs < SEND_EVERY_MS) return;
    this.#send();
  };

  /** The run has ended, and these are its files: every open page becomes its report. Only the first call counts. */
  showEnd(files: readonly RenderedFile[]): void {
    if (this.#end !== undefined) return;
    this.#end = endPage(files, this.#options);
    this.#tabs.end(endOf(this.#end));
  }

  /** Resolves when all open pages have their end. One that does not take it is cut off, so this takes less than a second. */
  async close(): Promise<void> {
    this.showEnd([]);
    await this.#server!.close();
  }

  #now(): number {
    return this.#options.nowMs() - this.#openedMs;
  }

  #send(): void {
    this.#sentMs = this.#now();
    const before = this.#shown;
    this.#shown = shownOf(this.#state);
    const change = changeOf(before, this.#shown);
    if (change !== undefined) this.#tabs.send(change, () => wholeOf(this.#shown));
  }

  #answer({ path, endsInSlash }: PageRequest): Reply | undefined {
    if (path.length === 0) return this.#page();
    return path.length === 1 && path[0] === "events" && !endsInSlash ? this.#events() : undefined;
  }

  #page(): Answer {
    if (this.#end !== undefined) return { type: HTML, body: this.#end };
    const body = livePage(this.#options, shownOf(this.#state).fragments, this.#script);
    return { type: HTML, body, headers: { "content-security-policy": policyOf(this.#script) } };
  }

  #events(): Stream {
    return {
      type: EVENT_STREAM,
      start: (outlet) => {
        if (this.#end !== undefined) {
          outlet.end(endOf(this.#end));
          return;
        }
        this.#send(); // the others get what this one gets, so that the next change fits all of them
        this.#tabs.add(outlet, wholeOf(this.#shown));
      },
    };
  }
}
