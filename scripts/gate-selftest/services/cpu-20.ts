/** The reference service, with 20 % more CPU per delivery. */
import "../../../src/services/service-entry.js";
import { burnCpu } from "./worsened.js";

burnCpu(0.2);
