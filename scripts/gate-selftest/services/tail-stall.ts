/** The reference service, standing still for 10 ms at one event of a hundred. */
import "../../../src/services/service-entry.js";
import { stall } from "./worsened.js";

stall(0.01, 10);
