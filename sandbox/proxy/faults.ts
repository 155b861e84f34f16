import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { MigrationError } from '../../src/errors.ts';
import { copyAnswer, errorAnswer, type Answer, type AnswerCode } from './answers.ts';
import type { Fired } from './firing.ts';
import type { S3Request } from './request.ts';
import type { FaultKind, FaultRule } from './rules.ts';
import { unquoted, type RootView } from './source.ts';
import { endToEnd, hasBody, type Upstream, type WholeAnswer } from './upstream.ts';

/** What becomes of the request: the front only carries it out. */
export type Fate =
  | { readonly fate: 'answer'; readonly answer: Answer | WholeAnswer; readonly upstreamStatus: number | null }
  | { readonly fate: 'reset'; readonly upstreamStatus: number | null }
  | { readonly fate: 'forward' };

export interface FaultTools {
  readonly upstream: Upstream;
  readonly root: RootView;
  readonly nextRequestId: () => string;
}

type RuleOf<K extends FaultKind> = Extract<FaultRule, { kind: K }>;
interface Hit {
  readonly fired: Fired;
  readonly request: S3Request;
  readonly incoming: IncomingMessage;
  readonly tools: FaultTools;
}
type Effect<K extends FaultKind> = (rule: RuleOf<K>, hit: Hit) => Promise<Fate>;

const FORWARD: Fate = { fate: 'forward' };

const EFFECTS: { readonly [K in FaultKind]: Effect<K> } = {
  unavailable: async (_rule, { incoming, tools }) => instead(503, 'SlowDown', incoming, tools),
  'internal-error': async (_rule, { incoming, tools }) => instead(500, 'InternalError', incoming, tools),
  reset: async (rule, { incoming, tools }) => {
    if (rule.when === 'before-forwarding') return { fate: 'reset', upstreamStatus: null };
    const answer = await tools.upstream.exchange(asItCame(incoming));
    return { fate: 'reset', upstreamStatus: answer.status };
  },
  'lose-copies': (rule, hit) => pretendToCopy(rule, hit, (etag, requestId) => copyAnswer(etag, new Date(), requestId)),
  'error-in-200': (rule, hit) =>
    pretendToCopy(rule, hit, (_etag, requestId) => errorAnswer(200, rule.code, hit.incoming.url ?? '', requestId)),
  'change-source': async (rule, { fired, request, tools }) => {
    if (!(await tools.root.change(rule.source, request.sourceKey ?? ''))) fired.undo();
    return FORWARD;
  },
  'vanish-source': async (rule, { request, tools }) => {
    await tools.root.remove(rule.source, request.sourceKey ?? '');
    return FORWARD;
  },
  'arrive-object': async (rule, { tools }) => {
    await tools.root.put(rule.target, rule.key, await readFile(rule.file));
    return FORWARD;
  },
};

export function inflict(fired: Fired, request: S3Request, incoming: IncomingMessage, tools: FaultTools): Promise<Fate> {
  // The table holds a row for each kind; TypeScript cannot see that rule and row are of the same one.
  const effect = EFFECTS[fired.rule.kind] as unknown as Effect<FaultKind>;
  return effect(fired.rule, { fired, request, incoming, tools });
}

function instead(status: number, code: AnswerCode, incoming: IncomingMessage, tools: FaultTools): Fate {
  return { fate: 'answer', answer: errorAnswer(status, code, incoming.url ?? '', tools.nextRequestId()), upstreamStatus: null };
}

const asItCame = (incoming: IncomingMessage) => ({
  method: incoming.method ?? 'GET',
  target: incoming.url ?? '/',
  headers: endToEnd(incoming.rawHeaders),
  body: hasBody(incoming) ? incoming : undefined,
});

/** These decide about the source before our own condition would; a request with one of them is left alone. */
const SOURCE_CONDITIONS = ['x-amz-copy-source-if-none-match', 'x-amz-copy-source-if-modified-since'];
/** No object is younger than this: the condition never holds. */
const NEVER_MODIFIED_SINCE = ['x-amz-copy-source-if-modified-since', 'Fri, 31 Dec 9999 23:59:59 GMT'];

/**
 * A copy that S3 judges in full (signature, policies, buckets, source) and does not do: the client's own request goes
 * upstream with one more condition that cannot hold. It needs no new signature, because a signature covers only the
 * headers that it names. S3 refuses before it looks at conditions, so only 412 means "allowed, and the source is there";
 * everything else is the truth and goes to the client. A 412 of the client's own conditions is told apart by a look
 * with the owner's root.
 */
async function pretendToCopy(
  rule: RuleOf<'lose-copies' | 'error-in-200'>,
  hit: Hit,
  answered: (etag: string, requestId: string) => Answer,
): Promise<Fate> {
  const { fired, request, incoming, tools } = hit;
  if (SOURCE_CONDITIONS.some((name) => incoming.headers[name] !== undefined)) {
    fired.undo();
    return FORWARD;
  }
  const came = asItCame(incoming);
  const judged = await tools.upstream.exchange({ ...came, headers: [...came.headers, ...NEVER_MODIFIED_SINCE] });
  const truth: Fate = { fate: 'answer', answer: judged, upstreamStatus: judged.status };
  if (judged.status >= 200 && judged.status < 300) {
    throw new MigrationError(
      'SANDBOX_FAILED',
      `the rule ${rule.name} could not be applied: the S3 server made the copy in spite of a condition that does not hold`,
      {
        details: { bucket: request.bucket ?? '', key: request.key ?? '' },
        next: 'The S3 server behind the front must honour x-amz-copy-source-if-modified-since.',
      },
    );
  }
  if (judged.status !== 412) {
    fired.undo();
    return truth;
  }
  const source = await tools.root.head(rule.source, request.sourceKey ?? '');
  if (source === null) {
    // It went between the two looks: S3 would have said so.
    fired.undo();
    return {
      fate: 'answer',
      answer: errorAnswer(404, 'NoSuchKey', `/${request.sourceBucket ?? ''}/${request.sourceKey ?? ''}`, tools.nextRequestId()),
      upstreamStatus: 412,
    };
  }
  const pinned = incoming.headers['x-amz-copy-source-if-match'];
  const changed = typeof pinned === 'string' && unquoted(pinned) !== source.etag;
  const onlyNew = incoming.headers['if-none-match'] !== undefined;
  if (changed || (onlyNew && (await tools.root.head(rule.target, request.key ?? '')) !== null)) {
    fired.undo();
    return truth;
  }
  return { fate: 'answer', answer: answered(source.copyETag, tools.nextRequestId()), upstreamStatus: 412 };
}
