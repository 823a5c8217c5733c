/** Load generators that are not Node's, where they are installed. Over TLS they verify nothing: none of them can be asked to. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bodies } from "./generators/closed-loop.js";
import { PATH } from "./generators/peers.js";
import { commandGenerator, type StartGenerator } from "./sink-turn.js";

/** Longer than a turn, after which they are stopped; they end by themselves should nobody be left to do so. */
const LONGEST = "60s";

/** `folder` is for the file that it wants its settings in. */
export function wrk(folder: string, connections: number): StartGenerator {
  const script = join(folder, "post.lua");
  const body = JSON.stringify(bodies[0]!.toString()); // a string literal in Lua too: the body is ASCII without escapes
  writeFileSync(script, `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = ${body}\n`);
  return commandGenerator((origin) => [
    ...["wrk", "-t1", `-c${connections}`, `-d${LONGEST}`, "-s", script],
    `${origin}${PATH}`,
  ]);
}

/** `protocol`: its arguments for HTTP/1.1 or for HTTP/2. `folder` is for the file of the body. */
export function h2load(folder: string, connections: number, protocol: readonly string[]): StartGenerator {
  const body = join(folder, "body.json");
  writeFileSync(body, bodies[0]!);
  return commandGenerator((origin) => [
    ...["h2load", ...protocol, "-t1", `-c${connections}`, "-D", LONGEST, "-d", body],
    ...["-H", "content-type: application/json", `${origin}${PATH}`],
  ]);
}
