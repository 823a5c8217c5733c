/** The stream of a post. Its listeners are the same functions for all streams: closures would be made for each event. */
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import type { Post } from "./post.js";

export interface StreamOwner<P extends Post> {
  /** The head of an answer. */
  responded(post: P, stream: ClientHttp2Stream, head: IncomingHttpHeaders, flags: number): void;
  /** A piece of its body, where `readAnswer` was called. */
  read(post: P, stream: ClientHttp2Stream, piece: Buffer): void;
  /** Its end, unless it was cut short. */
  readToEnd(post: P, stream: ClientHttp2Stream): void;
  closed(post: P, stream: ClientHttp2Stream): void;
}

interface PostStream extends ClientHttp2Stream {
  post: Post;
  owner: StreamOwner<Post>;
}

const WITH_BODY = { endStream: false };

/** The head and the body go in one write: node:http2 writes what there is at the end of a turn. */
export function postOver<P extends Post>(
  session: ClientHttp2Session,
  post: P,
  owner: StreamOwner<P>,
): ClientHttp2Stream {
  const stream = session.request(post.headers, WITH_BODY) as PostStream;
  stream.post = post;
  stream.owner = owner as StreamOwner<Post>;
  stream.on("response", onResponse).on("error", onError).on("close", onClose);
  stream.end(post.body);
  return stream;
}

export function readAnswer(stream: ClientHttp2Stream): void {
  stream.on("data", onData).on("end", onEnd);
}

function onResponse(this: PostStream, head: IncomingHttpHeaders, flags: number): void {
  this.owner.responded(this.post, this, head, flags);
}

function onData(this: PostStream, piece: Buffer): void {
  this.owner.read(this.post, this, piece);
}

function onEnd(this: PostStream): void {
  this.owner.readToEnd(this.post, this);
}

/** What became of it is told when it closes, and why then. */
function onError(this: PostStream, error: NodeJS.ErrnoException): void {
  this.post.error = error;
}

function onClose(this: PostStream): void {
  this.owner.closed(this.post, this);
}
