/** Where the time of a round went, in ns. The parts add up to the time from its start until its last process was gone. */
export interface RoundTime {
  /** Starting the processes. A service is ready before its clients connect. */
  startNs: number;
  /** Connecting the clients, and handing the schedules out. */
  connectNs: number;
  warmUpNs: number;
  /** Measuring services that have nothing to do. */
  idleNs: number;
  /** The measured slices of all approaches, each as long as it was planned. */
  slicesNs: number;
  /** What measured slices take besides: preparing messages, waiting for the start, draining, gathering. */
  besideSlicesNs: number;
  /** Ending the processes. */
  stopNs: number;
}

export const roundTimeParts = [
  "startNs",
  "connectNs",
  "warmUpNs",
  "idleNs",
  "slicesNs",
  "besideSlicesNs",
  "stopNs",
] as const satisfies readonly (keyof RoundTime)[];
