import { refusals } from "./handshakes.js";
import { makeIdentities } from "./identities.js";

refusals("1.3", await makeIdentities());
