/** The system's codes for having no more of something. pushbench could not mend that, so it is no defect of pushbench. */
const MEANINGS: Readonly<Record<string, string>> = {
  EMFILE: "this process may have no more open files (ulimit -n)",
  ENFILE: "the machine may have no more open files",
  ENOSPC: "the disk is full",
  EFBIG: "files may not grow so large (ulimit -f)",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EIO: "a device failed, or a terminal is gone",
  ENOMEM: "there is no memory left",
  // Node says this as well when it searches for a package and may open no more files.
  ERR_MODULE_NOT_FOUND:
    "a part of the installation is missing, or this process may have no more open files (ulimit -n)",
  EAGAIN: "no more processes may be started (ulimit -u), or a resource is busy",
};

/** Returns a sentence, or undefined where the error is of another kind. */
export function systemRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const meaning = MEANINGS[(error as NodeJS.ErrnoException).code ?? ""];
  return meaning === undefined ? undefined : `The system refused: ${meaning}. ${error.message}`;
}
