/** Folders of test/ whose tests share a process: no hooks of a file's own, no environment, no global settings. */
export const TOGETHER = ["events", "executors", "gate", "live", "reporters", "scenario", "statistics", "studies"];
