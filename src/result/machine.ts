/** The machine of a run. It is part of the result, and it must be equal before figures are compared. */
export interface Machine {
  cpuModel: string;
  cpuCount: number;
  /** How many CPUs the control group allows, 1.5 for one and a half. It is absent where nothing limits them. */
  cpuLimit?: number;
  /** Whether the machine runs on a hypervisor. It is absent where the system does not tell. */
  virtual?: boolean;
  /** The image of a hosted CI runner, as it names itself. */
  runnerImage?: string;
  memoryBytes: number;
  /** e.g. "Linux 6.1.0-13-amd64 x64" */
  operatingSystem: string;
  node: string;
  v8: string;
  /**
   * The flags of Node that every measured process gets as well, such as --max-old-space-size. It is absent when there are
   * none.
   */
  nodeFlags?: string[];
  /**
   * The variables that every measured process inherits and that change what it costs, by name. It is absent when none is set.
   */
  environment?: Record<string, string>;
  /** The versions of the packages that carry load: undici, ws, … */
  packages: Record<string, string>;
  openFilesLimit?: number;
  /** The load average of one minute before the run. */
  loadAverage: number;
  /** The CPUs to which services and generators were pinned. They are absent where pinning is not available. */
  servicesOnCpus?: number[];
  generatorsOnCpus?: number[];
}
