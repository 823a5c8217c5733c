/** The only address on which services listen and to which clients connect. No traffic leaves the machine. */
export const LOOPBACK = "127.0.0.1";

export const loopbackUrl = (port: number): string => `http://${LOOPBACK}:${port}`;
