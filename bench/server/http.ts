import type { Socket } from 'node:net';

/** HTTP/1.1 over a bare socket, as much of it as S3's clients speak: lengths, chunks, keep-alive, pipelining, 100-continue. */
export interface WireRequest {
  readonly method: string;
  /** Still encoded, with its query. */
  readonly target: string;
  readonly copySource: string;
  readonly copySourceIfMatch: string;
  readonly ifMatch: string;
  readonly ifNoneMatch: string;
  readonly range: string;
  /** Headers that are kept with a stored object: content-type and x-amz-meta-*. Only of requests with a body. */
  readonly kept: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const HEAD_BYTES_UP_TO = 64 * 1024;
const NO_BODY = Buffer.alloc(0);

/** Feeds the socket's requests to `onRequest`, in order, each when it is whole. */
export function readRequests(socket: Socket, onRequest: (request: WireRequest) => void): void {
  let pending: Buffer = NO_BODY;
  let continued = false;
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) {
        if (pending.length > HEAD_BYTES_UP_TO) socket.destroy();
        return;
      }
      const head = readHead(pending.toString('latin1', 0, end + 2));
      const bodyAt = end + 4;
      if (head.expectsContinue && !continued) {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        continued = true;
      }
      const body = readBody(pending, bodyAt, head);
      if (body === null) return;
      continued = false;
      pending = body.after >= pending.length ? NO_BODY : pending.subarray(body.after);
      onRequest({ ...head.request, body: body.bytes });
      if (pending.length === 0) return;
    }
  });
}

interface Head {
  readonly request: Omit<WireRequest, 'body'>;
  readonly contentLength: number;
  readonly chunked: boolean;
  readonly awsChunked: boolean;
  readonly expectsContinue: boolean;
}

/** One pass over the lines; a name is only looked at when its length and first letter are of one that matters. */
function readHead(text: string): Head {
  const lineEnd = text.indexOf('\r\n');
  const methodEnd = text.indexOf(' ');
  const method = text.slice(0, methodEnd);
  const target = text.slice(methodEnd + 1, text.indexOf(' ', methodEnd + 1));
  const found: Record<string, string> = {};
  const kept: Record<string, string> = {};
  const hasBody = method === 'PUT' || method === 'POST';
  for (let at = lineEnd + 2; at < text.length;) {
    const end = text.indexOf('\r\n', at);
    const colon = text.indexOf(':', at);
    if (INTERESTING_LENGTHS.has(colon - at)) {
      const name = text.slice(at, colon).toLowerCase();
      if (INTERESTING.has(name)) found[name] = text.slice(colon + 1, end).trim();
    }
    if (hasBody && colon - at > METADATA.length && text.slice(at, at + METADATA.length).toLowerCase() === METADATA)
      kept[text.slice(at, colon).toLowerCase()] = text.slice(colon + 1, end).trim();
    at = end + 2;
  }
  if (hasBody && found['content-type'] !== undefined) kept['content-type'] = found['content-type'];
  return {
    request: {
      method,
      target,
      copySource: found['x-amz-copy-source'] ?? '',
      copySourceIfMatch: found['x-amz-copy-source-if-match'] ?? '',
      ifMatch: found['if-match'] ?? '',
      ifNoneMatch: found['if-none-match'] ?? '',
      range: found['range'] ?? '',
      kept,
    },
    contentLength: Number(found['content-length'] ?? 0),
    chunked: found['transfer-encoding']?.toLowerCase() === 'chunked',
    awsChunked:
      found['content-encoding']?.includes('aws-chunked') === true || found['x-amz-content-sha256']?.startsWith('STREAMING-') === true,
    expectsContinue: found['expect'] !== undefined,
  };
}

const METADATA = 'x-amz-meta-';
const INTERESTING = new Set([
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-content-sha256',
  'if-match',
  'if-none-match',
  'range',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'expect',
]);
const INTERESTING_LENGTHS = new Set([...INTERESTING].map((name) => name.length));

interface Body {
  readonly bytes: Buffer;
  /** Where the next request begins. */
  readonly after: number;
}

/** null: not all of it is there yet. A body is copied out of the socket's memory, because it may be kept for long. */
function readBody(pending: Buffer, at: number, { contentLength, chunked, awsChunked }: Head): Body | null {
  if (chunked) {
    const body = readChunks(pending, at);
    return body === null || !awsChunked ? body : { ...body, bytes: unchunked(body.bytes) };
  }
  if (contentLength === 0) return { bytes: NO_BODY, after: at };
  if (pending.length < at + contentLength) return null;
  const bytes = Buffer.from(pending.subarray(at, at + contentLength));
  return { bytes: awsChunked ? unchunked(bytes) : bytes, after: at + contentLength };
}

/** The length of aws-chunked content is known, so that not every client ends it with an empty line. */
const unchunked = (bytes: Buffer): Buffer => readChunks(Buffer.concat([bytes, Buffer.from('\r\n\r\n')]), 0)?.bytes ?? NO_BODY;

/** Chunks of HTTP and of aws-chunked are framed alike: size in hex, perhaps an extension, data; then trailers and an empty line. */
function readChunks(bytes: Buffer, from: number): Body | null {
  const chunks: Buffer[] = [];
  for (let at = from; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const dataAt = lineEnd + 2;
    if (size === 0) {
      const trailersEnd = bytes.indexOf('\r\n\r\n', lineEnd);
      return trailersEnd < 0 ? null : { bytes: Buffer.concat(chunks), after: trailersEnd + 4 };
    }
    if (bytes.length < dataAt + size + 2) return null;
    chunks.push(bytes.subarray(dataAt, dataAt + size));
    at = dataAt + size + 2;
  }
}
