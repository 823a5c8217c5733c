import { serve } from "../../../src/generators/channel.js";
import { loadForEver } from "./closed-loop.js";

serve({ start: loadForEver, close: () => {} });
