/** The program of a reference service, with its memory watched. */
import "../../../../src/services/service-entry.js";
import { watchMemory } from "./memory-watch.js";

watchMemory("service");
