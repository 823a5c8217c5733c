/**
 * A question for the time and its answer, as datagrams. Both are signed with a key that is made from the fleet's token, and both have
 * the same length, so that nobody can make a worker send more than it was sent.
 *
 * The mark (4 bytes), the kind (1 byte), a number that is drawn for each question (16 bytes), the two stamps of who answers (8 bytes each,
 * 0 in a question), and the HMAC-SHA-256 of all that (32 bytes). Numbers are big-endian.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

const MARK = 0x50424331; // "PBC1"
const QUESTION = 1;
const ANSWER = 2;
export const NONCE_BYTES = 16;

const KIND_AT = 4;
const NONCE_AT = KIND_AT + 1;
const RECEIVED_AT = NONCE_AT + NONCE_BYTES;
const ANSWERED_AT = RECEIVED_AT + 8;
const MAC_AT = ANSWERED_AT + 8;
export const DATAGRAM_BYTES = MAC_AT + 32;

export interface ClockAnswer {
  /** That of the question. Who asked knows by it which question this answers, and that no earlier answer came again. */
  nonce: Buffer;
  receivedNs: number;
  answeredNs: number;
}

/** A key for this purpose alone, so that nothing that is signed elsewhere with the token can pass for the time. */
export const clockKey = (token: string): Buffer => createHmac("sha256", token).update("pushbench fleet clock").digest();

const macOf = (key: Buffer, datagram: Buffer): Buffer =>
  createHmac("sha256", key).update(datagram.subarray(0, MAC_AT)).digest();

function signed(key: Buffer, kind: number, { nonce, receivedNs, answeredNs }: ClockAnswer): Buffer {
  const datagram = Buffer.alloc(DATAGRAM_BYTES);
  datagram.writeUInt32BE(MARK);
  datagram.writeUInt8(kind, KIND_AT);
  nonce.copy(datagram, NONCE_AT, 0, NONCE_BYTES);
  datagram.writeDoubleBE(receivedNs, RECEIVED_AT);
  datagram.writeDoubleBE(answeredNs, ANSWERED_AT);
  macOf(key, datagram).copy(datagram, MAC_AT);
  return datagram;
}

function isSigned(key: Buffer, kind: number, datagram: Buffer): boolean {
  return (
    datagram.length === DATAGRAM_BYTES &&
    datagram.readUInt32BE() === MARK &&
    datagram.readUInt8(KIND_AT) === kind &&
    timingSafeEqual(datagram.subarray(MAC_AT), macOf(key, datagram))
  );
}

const nonceIn = (datagram: Buffer): Buffer => datagram.subarray(NONCE_AT, RECEIVED_AT);

export const question = (key: Buffer, nonce: Buffer): Buffer =>
  signed(key, QUESTION, { nonce, receivedNs: 0, answeredNs: 0 });

export const answer = (key: Buffer, given: ClockAnswer): Buffer => signed(key, ANSWER, given);

/** The question's number. Undefined: this is none, or a stranger's. */
export const questionIn = (key: Buffer, datagram: Buffer): Buffer | undefined =>
  isSigned(key, QUESTION, datagram) ? nonceIn(datagram) : undefined;

/** Undefined: this is no answer, or a stranger's. */
export const answerIn = (key: Buffer, datagram: Buffer): ClockAnswer | undefined =>
  isSigned(key, ANSWER, datagram)
    ? {
        nonce: nonceIn(datagram),
        receivedNs: datagram.readDoubleBE(RECEIVED_AT),
        answeredNs: datagram.readDoubleBE(ANSWERED_AT),
      }
    : undefined;
