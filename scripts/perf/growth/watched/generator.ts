/** The program of a generator, with its memory watched. */
import "../../../../src/generators/generator-entry.js";
import { watchMemory } from "./memory-watch.js";

watchMemory("generator");
