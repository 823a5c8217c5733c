import { runTogether } from "../run-together.js";

await runTogether("webhooks");
