/** The address by which versions of pushbench find each other's service (arms/version.ts): it stays, wherever services live. */
import "../services/service-entry.js";
