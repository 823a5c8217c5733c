/** How connections are encrypted, as the processes of a run are told it: plain values, which go from process to process. */
import type { TlsSettings } from "./settings.js";

export interface Security extends Pick<TlsSettings, "version" | "resumption" | "handshakeSeconds"> {
  /** The root certificates (PEM) against which a peer is verified. Absent: those that Node trusts. */
  ca?: string;
  /** What whoever listens shows. Absent: nobody of pushbench listens. */
  identity?: Identity;
  /** The name that a peer is asked for (SNI) and that its certificate must have. Absent: the host of its URL. */
  servername?: string;
}

/** PEM: the leaf and behind it the intermediate, without the root, as servers send it; and the leaf's key. */
export interface Identity {
  chain: string;
  key: string;
}

/** The protocol that is spoken over a connection, as ALPN names it. */
export type Alpn = "http/1.1" | "h2";
