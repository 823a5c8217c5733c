/** The reference service, with 10 % more CPU per delivery where it serves WebSockets, and as it is where it serves webhooks. */
import "../../../src/services/service-entry.js";
import { burnCpu } from "./worsened.js";

burnCpu(0.1, "websocket");
