import { serve } from "../../../src/processes/channel.js";
import { loadForEver } from "./closed-loop.js";

serve({ start: loadForEver, close: () => {} });
