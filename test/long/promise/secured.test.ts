/** All that the promise tests hold against transports, over TLS and over HTTP/2. */
import { playOver, securedWays } from "../../transports/promise/plays.js";

playOver(...securedWays);
for (const suite of ["copies", "deliveries", "errors", "journal", "overlapping", "resets", "slow-handler"])
  await import(`../../transports/promise/${suite}.test.js`);
