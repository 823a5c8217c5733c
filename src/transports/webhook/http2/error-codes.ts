/** The names of the codes with which streams and sessions end (RFC 9113 section 7). */
import { constants } from "node:http2";

const names = [
  ["NO_ERROR", constants.NGHTTP2_NO_ERROR],
  ["PROTOCOL_ERROR", constants.NGHTTP2_PROTOCOL_ERROR],
  ["INTERNAL_ERROR", constants.NGHTTP2_INTERNAL_ERROR],
  ["FLOW_CONTROL_ERROR", constants.NGHTTP2_FLOW_CONTROL_ERROR],
  ["SETTINGS_TIMEOUT", constants.NGHTTP2_SETTINGS_TIMEOUT],
  ["STREAM_CLOSED", constants.NGHTTP2_STREAM_CLOSED],
  ["FRAME_SIZE_ERROR", constants.NGHTTP2_FRAME_SIZE_ERROR],
  ["REFUSED_STREAM", constants.NGHTTP2_REFUSED_STREAM],
  ["CANCEL", constants.NGHTTP2_CANCEL],
  ["COMPRESSION_ERROR", constants.NGHTTP2_COMPRESSION_ERROR],
  ["CONNECT_ERROR", constants.NGHTTP2_CONNECT_ERROR],
  ["ENHANCE_YOUR_CALM", constants.NGHTTP2_ENHANCE_YOUR_CALM],
  ["INADEQUATE_SECURITY", constants.NGHTTP2_INADEQUATE_SECURITY],
  ["HTTP_1_1_REQUIRED", constants.NGHTTP2_HTTP_1_1_REQUIRED],
] as const;

const nameByCode = new Map<number, string>(names.map(([name, code]) => [code, name]));

export const nameOfCode = (code: number): string => nameByCode.get(code) ?? `error ${code}`;
