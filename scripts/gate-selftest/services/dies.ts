/** The reference service, which dies in the middle of a round. */
import "../../../src/services/service-entry.js";
import { dieAfter } from "./worsened.js";

dieAfter(1_000);
