/** The reference service, with 20 MB more of memory. */
import "../../../src/services/service-entry.js";
import { retainMemory } from "./worsened.js";

retainMemory(20e6);
