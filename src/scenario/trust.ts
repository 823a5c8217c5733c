/** The files of certificates that clients of own services trust: where they lie, and whether they can be read. */
import { readCertificates } from "../files/certificate-file.js";
import type { ApproachRecord } from "../result/result.js";
import { type TlsSetting, tlsSettings } from "../tls/settings.js";
import type { Issue } from "./explain.js";

const caOf = ({ config }: ApproachRecord): string | undefined => tlsSettings(config.tls as TlsSetting)?.ca;

/** The approach with another path of the same file. */
export function withTrusted(approach: ApproachRecord, pathOf: (ca: string) => string): ApproachRecord {
  const ca = caOf(approach);
  if (ca === undefined) return approach;
  return { ...approach, config: { ...approach.config, tls: { ...(approach.config.tls as object), ca: pathOf(ca) } } };
}

/** They are read when a scenario is, so that a wrong path is told with its place and before anything starts. */
export async function trustIssues(approaches: readonly ApproachRecord[]): Promise<Issue[]> {
  const issues = await Promise.all(
    approaches.map(async (approach): Promise<Issue[]> => {
      const ca = caOf(approach);
      if (ca === undefined) return [];
      const problem = await readCertificates(ca).then(
        () => undefined,
        (error: Error) => error.message,
      );
      return problem === undefined ? [] : [{ path: ["approaches", approach.name, "tls", "ca"], message: problem }];
    }),
  );
  return issues.flat();
}
