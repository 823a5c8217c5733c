import { refusals } from "../../tls/handshakes.js";
import { makeIdentities } from "../../tls/identities.js";

refusals("1.2", await makeIdentities());
