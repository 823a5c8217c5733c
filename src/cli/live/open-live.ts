/** The live page of a command that was asked for it by --live. Without that nothing of it is loaded. */
import type { LivePage, LivePageOptions } from "../../live/live-page.js";
import type { Environment } from "../environment.js";

export interface AskedLive {
  live: boolean;
  json: boolean;
}

/** Prints the address. Undefined: nobody asked for a page. */
export async function openLive(
  { stdout, stderr }: Pick<Environment, "stdout" | "stderr">,
  { live, json }: AskedLive,
  about: Omit<LivePageOptions, "nowMs">,
): Promise<LivePage | undefined> {
  if (!live) return undefined;
  const { LivePage } = await import("../../live/live-page.js");
  const page = await LivePage.open({ ...about, nowMs: () => performance.now() });
  if (json) stdout.write(`${JSON.stringify({ type: "live", url: page.url })}\n`);
  else stderr.write(`The live page, for browsers of this machine until the run has ended: ${page.url}\n`);
  return page;
}
