import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Just enough of S3 behind the front: objects in a map, copies with conditions, the admin door. It judges nobody but one key. */
export interface TinyObject {
  readonly body: Buffer;
  readonly lastModified: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly storageClass: string;
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface TinyS3 {
  readonly url: string;
  readonly objects: Map<string, TinyObject>;
  readonly seen: Seen[];
  connections: number;
  /** Answers instead of S3 when it returns true. */
  override: ((request: IncomingMessage, response: ServerResponse) => boolean) | null;
  close(): Promise<void>;
}

export const REFUSED_KEY_ID = 'AKIAREFUSED';
export const ADMIN_TOKEN = 'token-of-this-test';
export const etagOf = (body: Buffer) => createHash('md5').update(body).digest('hex');
export const textObject = (text: string, lastModified = '2019-05-05T05:05:05.000Z'): TinyObject => ({
  body: Buffer.from(text),
  lastModified,
  contentType: 'application/json',
  metadata: {},
  tags: {},
  storageClass: 'STANDARD',
});

export async function startTinyS3(): Promise<TinyS3> {
  const objects = new Map<string, TinyObject>();
  const seen: Seen[] = [];
  const server: Server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (tiny.override?.(request, response) === true) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      seen.push({ method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders, body });
      serve(objects, request, response, body);
    });
  });
  server.on('connection', () => {
    tiny.connections += 1;
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const tiny: TinyS3 = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    seen,
    connections: 0,
    override: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return tiny;
}

interface AdminLine {
  readonly bucket: string;
  readonly key: string;
  readonly delete?: boolean;
  readonly bodyBase64?: string;
  readonly lastModified?: string;
  readonly contentType?: string;
  readonly metadata?: Record<string, string>;
  readonly tags?: Record<string, string>;
  readonly storageClass?: string;
}

/** Undecodable targets are what some tests send: they name no object. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function serve(objects: Map<string, TinyObject>, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const url = request.url ?? '/';
  const answer = (status: number, text: string, headers: Record<string, string> = {}) => {
    const bytes = Buffer.from(text);
    response.writeHead(status, { 'content-type': 'application/xml', 'content-length': bytes.length, ...headers });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
  const fail = (status: number, code: string) => answer(status, `<Error><Code>${code}</Code></Error>`);
  if (url === '/_bucket-brigade/objects') {
    if (request.headers.authorization !== `Bearer ${ADMIN_TOKEN}`) return fail(401, 'Unauthorized');
    for (const text of body.toString('utf8').split('\n').filter(Boolean)) {
      const line = JSON.parse(text) as AdminLine;
      const name = `${line.bucket}/${line.key}`;
      if (line.delete === true) objects.delete(name);
      else
        objects.set(name, {
          body: Buffer.from(line.bodyBase64 ?? '', 'base64'),
          lastModified: line.lastModified ?? '',
          contentType: line.contentType ?? '',
          metadata: line.metadata ?? {},
          tags: line.tags ?? {},
          storageClass: line.storageClass ?? '',
        });
    }
    return answer(200, '');
  }
  if (request.headers.authorization?.includes(REFUSED_KEY_ID) === true) return fail(403, 'AccessDenied');
  const [path = '', query = ''] = url.split('?');
  const name = decoded(path.slice(1));
  const stored = objects.get(name);
  const copySource = request.headers['x-amz-copy-source'];
  if (request.method === 'PUT' && typeof copySource === 'string') {
    const source = objects.get(decoded(copySource).replace(/^\//, ''));
    if (source === undefined) return fail(404, 'NoSuchKey');
    const pinned = request.headers['x-amz-copy-source-if-match'];
    if (typeof pinned === 'string' && pinned.replaceAll('"', '') !== etagOf(source.body)) return fail(412, 'PreconditionFailed');
    const since = request.headers['x-amz-copy-source-if-modified-since'];
    if (typeof since === 'string' && Date.parse(source.lastModified) <= Date.parse(since)) return fail(412, 'PreconditionFailed');
    if (request.headers['if-none-match'] === '*' && stored !== undefined) return fail(412, 'PreconditionFailed');
    objects.set(name, { ...source, lastModified: new Date().toISOString() });
    return answer(200, `<CopyObjectResult><ETag>"${etagOf(source.body)}"</ETag></CopyObjectResult>`);
  }
  if (request.method === 'PUT') {
    objects.set(name, { ...textObject(''), body, lastModified: new Date().toISOString() });
    return answer(200, '', { etag: `"${etagOf(body)}"` });
  }
  if (stored === undefined) return fail(404, 'NoSuchKey');
  if (query.includes('tagging')) {
    const tags = Object.entries(stored.tags).map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
    return answer(200, `<Tagging><TagSet>${tags.join('')}</TagSet></Tagging>`);
  }
  response.writeHead(200, {
    'content-type': stored.contentType,
    'content-length': stored.body.length,
    etag: `"${etagOf(stored.body)}"`,
    'last-modified': new Date(stored.lastModified).toUTCString(),
    'x-amz-storage-class': stored.storageClass,
    ...Object.fromEntries(Object.entries(stored.metadata).map(([key, value]) => [`x-amz-meta-${key}`, value])),
  });
  response.end(request.method === 'HEAD' ? undefined : stored.body);
}
