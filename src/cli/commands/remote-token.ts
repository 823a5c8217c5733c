/** `pushbench remote-token` prints what a target beyond this machine must serve, so that it proves that it is the user's. */
import { exitCodes } from "../../errors.js";
import { defineCommand } from "../command.js";

export const remoteToken = defineCommand({
  name: "remote-token",
  describe: "Print the token that a service beyond this machine must serve before a run may load it (docs/remote.md)",
  positionals: {
    host: { type: "string", describe: "The host of the service's URL, without scheme and port", required: true },
  },
  options: {},
  examples: [
    [
      "$0 remote-token example.com > .well-known/pushbench.txt",
      "the file that example.com must serve at /.well-known/",
    ],
  ],
  async run({ stdout, env }, { host }) {
    const { parseHost } = await import("../../remote/consent.js");
    const { tokenFor, userSecret } = await import("../../remote/token.js");
    stdout.write(`${tokenFor(parseHost(host), userSecret(env))}\n`);
    return exitCodes.pass;
  },
});
