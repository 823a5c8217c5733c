/** What a study on a fleet says of its hosts: who plays, and who is lost. How many clients each plays may change from bench to bench. */
import type { RunListener } from "../../bench/run-events.js";
import type { Output } from "../environment.js";
import { HostNews } from "../fleet/host-news.js";
import { CLEAR_LINE, fitting } from "../progress.js";

export function hostsOfStudy(output: Output): RunListener {
  const news = new HostNews();
  return (event) => {
    if (event.type !== "hosts-changed") return;
    for (const line of news.linesOf(event.hosts, false))
      output.write(`${output.isTTY ? CLEAR_LINE : ""}${fitting(["fleet", ...line], output.columns)}\n`);
  };
}
