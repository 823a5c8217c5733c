/** `pushbench serve` shows a folder of results in a browser, see docs/serve.md. */
import { exitCodes } from "../../errors.js";
import { defectText } from "../../last-resort.js";
import { LOOPBACK } from "../../loopback.js";
import { defineCommand } from "../command.js";

const DEFAULT_FOLDER = "reports";

export const serve = defineCommand({
  name: "serve",
  describe: "Show a folder of results in a browser on this machine: search, compare two, download; it changes nothing",
  positionals: {
    folder: { type: "string", describe: `Folder with results in it or below it (default: ${DEFAULT_FOLDER})` },
  },
  options: {
    port: {
      type: "number",
      whole: true,
      min: 0,
      max: 65_535,
      default: 0,
      describe: `Port of ${LOOPBACK} to listen on; 0: the system chooses`,
    },
    token: {
      type: "boolean",
      describe: "Put a secret into the address, so that other users of this machine cannot read",
    },
    json: { type: "boolean", describe: "Print the address as JSON" },
  },
  examples: [
    ["$0 serve", "all results in reports/; Ctrl-C ends it"],
    ["$0 serve reports/chat --port 8080", "the results of one scenario, at an address that stays"],
  ],

  async run(environment, { folder: given = DEFAULT_FOLDER, port, token: hasToken, json }) {
    const { randomBytes } = await import("node:crypto");
    const path = await import("node:path");
    const { Shelf } = await import("../../serve/shelf.js");
    const { Site } = await import("../../serve/site.js");
    const { rootOf } = await import("../../serve/walk.js");
    const { openPageServer } = await import("../../web/page-server.js");

    const folder = rootOf(path.resolve(environment.cwd, given));
    const token = hasToken ? randomBytes(TOKEN_BYTES).toString("base64url") : undefined;
    const site = new Site(new Shelf(folder), given, token === undefined ? "/" : `/${token}/`);
    let forget = (): void => {};
    const ended = new Promise<void>((resolve) => {
      forget = environment.onInterrupt(resolve);
    });
    try {
      const server = await openPageServer({
        port,
        token,
        answer: (request) => site.answer(request),
        onFailure: (error) => environment.stderr.write(defectText(error)),
      });
      environment.stdout.write(
        json
          ? `${JSON.stringify({ type: "serving", url: server.url, port: server.port, folder })}\n`
          : `Results in ${given}: ${server.url}\nCtrl-C ends it.\n`,
      );
      await ended;
      await server.close();
    } finally {
      forget();
    }
    return exitCodes.pass;
  },
});

const TOKEN_BYTES = 16;
