/** The machine that a run was measured on: part of the result, and of what must be equal before figures are compared. */
export interface Machine {
  cpuModel: string;
  cpuCount: number;
  /** CPUs that the control group allows, 1.5 for one and a half; absent where nothing limits them. */
  cpuLimit?: number;
  /** Whether it runs on a hypervisor; absent where the system does not tell. */
  virtual?: boolean;
  /** The image of a hosted CI runner, as it names itself. */
  runnerImage?: string;
  memoryBytes: number;
  /** e.g. "Linux 6.1.0-13-amd64 x64" */
  operatingSystem: string;
  node: string;
  v8: string;
  /** Flags of Node that every measured process gets too: --max-old-space-size and its kind. Absent: none. */
  nodeFlags?: string[];
  /** Variables of the environment that every measured process inherits and that change what it costs, by name. Absent: none is set. */
  environment?: Record<string, string>;
  /** Versions of the packages that carry load: undici, ws, … */
  packages: Record<string, string>;
  openFilesLimit?: number;
  /** 1-minute load average before the run. */
  loadAverage: number;
  /** CPUs that services and generators were pinned to; absent where pinning is not available. */
  servicesOnCpus?: number[];
  generatorsOnCpus?: number[];
}
