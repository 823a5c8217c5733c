import { runTogether } from "../run-together.js";

await runTogether("reports");
