/** Certificates in a file that somebody named, as PEM. */
import { X509Certificate } from "node:crypto";
import { readNamedFile } from "./named-file.js";

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Whatever else stands in the file, such as a key, is left where it is. Rejects with an error whose message says what is wrong with the file. */
export async function readCertificates(file: string): Promise<string> {
  const text = await readNamedFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === "ENOENT" ? `there is no file ${file}` : `${file} cannot be read: ${error.message}`);
  });
  const certificates = text.match(CERTIFICATES) ?? [];
  if (certificates.length === 0)
    throw new Error(`${file} holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----`);
  for (const certificate of certificates) requireReadable(certificate, file);
  return certificates.join("\n");
}

function requireReadable(certificate: string, file: string): void {
  try {
    new X509Certificate(certificate);
  } catch {
    throw new Error(`${file} holds a certificate that cannot be read: is it damaged?`);
  }
}
