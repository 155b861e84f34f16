import { join } from 'node:path';
import { z } from 'zod';
import { LIMITS } from '../workflow-runner/semantics.ts';
import { type ApiAnswer, ApiRefusal, invalidRequest, notFound, unsupported } from './answers.ts';
import type { Call } from './call.ts';
import { alone, readStored, storedNumbers, writeStored } from './store.ts';

/** Comments of issues and pull requests, one file per number: any number is taken for one that there is. */

const comment = z.strictObject({
  id: z.number(),
  body: z.string(),
  html_url: z.string(),
  user: z.strictObject({ login: z.string(), type: z.string() }),
  created_at: z.string(),
  updated_at: z.string(),
});
type Comment = z.infer<typeof comment>;

const folderOf = (runs: string): string => join(runs, 'comments');
const fileOf = (runs: string, number: number): string => join(folderOf(runs), `${number}.json`);
const read = async (runs: string, number: number): Promise<Comment[]> => (await readStored(fileOf(runs, number), z.array(comment))) ?? [];

async function everyComment(runs: string): Promise<{ number: number; comments: Comment[] }[]> {
  const numbers = await storedNumbers(folderOf(runs));
  return Promise.all(numbers.map(async (number) => ({ number, comments: await read(runs, number) })));
}

/** Rule api.pages. */
export async function listComments({ params, query, runs, url }: Call): Promise<ApiAnswer> {
  if (query.has('since')) throw unsupported("comments 'since' a moment");
  const all = await read(runs, Number(params['number']));
  const size = Math.min(100, positive(query.get('per_page'), 30));
  const page = positive(query.get('page'), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string): string => {
    const target = new URL(url);
    target.searchParams.set('page', String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  const back = page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : [];
  const on = page < last ? [link(page + 1, 'next'), link(last, 'last')] : [];
  const links = [...back, ...on];
  return {
    status: 200,
    body: all.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}

export async function createComment({ access, body, now, params, runs }: Call): Promise<ApiAnswer> {
  const text = bodyOf(body);
  const number = Number(params['number']);
  return alone(runs, 'comments', async () => {
    const ids = (await everyComment(runs)).flatMap(({ comments }) => comments.map(({ id }) => id));
    const id = Math.max(0, ...ids) + 1;
    const at = new Date(now()).toISOString();
    const created: Comment = {
      id,
      body: text,
      html_url: `${access.facts.serverUrl}/${access.facts.repository}/issues/${number}#issuecomment-${id}`,
      user: { login: 'github-actions[bot]', type: 'Bot' },
      created_at: at,
      updated_at: at,
    };
    await writeStored(fileOf(runs, number), [...(await read(runs, number)), created]);
    return { status: 201, body: created };
  });
}

export async function updateComment({ body, now, params, runs }: Call): Promise<ApiAnswer> {
  const text = bodyOf(body);
  const id = Number(params['id']);
  return alone(runs, 'comments', async () => {
    const place = (await everyComment(runs)).find(({ comments }) => comments.some((one) => one.id === id));
    const before = place?.comments.find((one) => one.id === id);
    if (place === undefined || before === undefined) throw notFound();
    const after = { ...before, body: text, updated_at: new Date(now()).toISOString() };
    await writeStored(
      fileOf(runs, place.number),
      place.comments.map((one) => (one.id === id ? after : one)),
    );
    return { status: 200, body: after };
  });
}

/** Rule api.comment-limit. */
function bodyOf({ body }: Readonly<Record<string, unknown>>): string {
  if (body === undefined) throw invalidRequest('"body" wasn\'t supplied.');
  if (typeof body !== 'string') throw invalidRequest(`For 'properties/body', ${JSON.stringify(body)} is not a string.`);
  const refuse = (message: string): ApiRefusal =>
    new ApiRefusal(422, 'Validation Failed', { errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }] });
  if (body.trim() === '') throw refuse('Body cannot be blank');
  if (body.length > LIMITS.commentChars) throw refuse(`Body is too long (maximum is ${LIMITS.commentChars} characters)`);
  return body;
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text ?? otherwise);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
