import { join } from 'node:path';
import { z } from 'zod';
import { type ApiAnswer, ApiRefusal, invalidRequest, notFound } from './answers.ts';
import type { Call } from './call.ts';
import { alone, readStored, storedNumbers, writeStored } from './store.ts';

/** Check runs, a file each. */

const annotation = z.strictObject({
  path: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  start_column: z.number().optional(),
  end_column: z.number().optional(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().optional(),
  raw_details: z.string().optional(),
});
const output = z.strictObject({
  title: z.string(),
  summary: z.string().max(65_535),
  text: z.string().max(65_535).optional(),
  annotations: z.array(annotation).max(50).optional(),
});
const shared = {
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  started_at: z.iso.datetime().optional(),
  completed_at: z.iso.datetime().optional(),
  conclusion: z.enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out']).optional(),
  output: output.optional(),
};
const creation = z.strictObject({ name: z.string().min(1), head_sha: z.string().regex(/^[0-9a-f]{40}$/), ...shared });
const update = creation.omit({ head_sha: true }).partial();
const stored = z.strictObject({
  id: z.number(),
  html_url: z.string(),
  ...creation.shape,
  status: z.enum(['queued', 'in_progress', 'completed']),
  conclusion: creation.shape.conclusion.unwrap().nullable(),
});
type CheckRun = z.infer<typeof stored>;

const folderOf = (runs: string): string => join(runs, 'check-runs');
const fileOf = (runs: string, id: number): string => join(folderOf(runs), `${id}.json`);

export async function createCheckRun({ access, body, runs }: Call): Promise<ApiAnswer> {
  const given = parse(creation, body);
  return alone(runs, 'check-runs', async () => {
    const id = Math.max(0, ...(await storedNumbers(folderOf(runs)))) + 1;
    const { repository, serverUrl } = access.facts;
    const created = settled(
      { id, html_url: `${serverUrl}/${repository}/runs/${id}`, ...given, status: given.status ?? 'queued', conclusion: null },
      given,
    );
    await writeStored(fileOf(runs, id), created);
    return { status: 201, body: created };
  });
}

export async function updateCheckRun({ body, params, runs }: Call): Promise<ApiAnswer> {
  const given = parse(update, body);
  const id = Number(params['id']);
  return alone(runs, 'check-runs', async () => {
    const before = await readStored(fileOf(runs, id), stored);
    if (before === null) throw notFound();
    const after = settled(
      { ...before, ...given, name: given.name ?? before.name, conclusion: before.conclusion, status: given.status ?? before.status },
      given,
    );
    await writeStored(fileOf(runs, id), after);
    return { status: 200, body: after };
  });
}

/** Rule api.check-conclusion. */
function settled(run: CheckRun, { conclusion, status }: Pick<z.infer<typeof update>, 'conclusion' | 'status'>): CheckRun {
  if (conclusion !== undefined) return { ...run, status: 'completed', conclusion };
  if (status === 'completed' && run.conclusion === null) throw invalidRequest('"conclusion" wasn\'t supplied.');
  return status === undefined || status === 'completed' ? run : { ...run, conclusion: null };
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw invalidRequest(`"${issue.keys[0]}" is not a permitted key.`);
  throw new ApiRefusal(422, `Invalid request.\n\nFor 'properties/${issue?.path.join('/')}', ${issue?.message}.`);
}
