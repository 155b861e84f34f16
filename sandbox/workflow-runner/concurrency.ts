import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isAlive } from './process-tree.ts';
import { LIMITS } from './semantics.ts';

/** Concurrency groups over all runner processes that share a runs folder (rule concurrency.queue). */
export interface GroupRequest {
  readonly runs: string;
  readonly group: string;
  readonly queue: 'single' | 'max';
  readonly cancelInProgress: boolean;
  /** Who asks, in words. */
  readonly holder: string;
  readonly signal: AbortSignal;
  readonly onWait: (holder: string) => void;
  /** A newer one asks this one, which holds the group, to end. */
  readonly onReplaced: () => void;
}

export type GroupGrant =
  | { readonly kind: 'held'; readonly release: () => Promise<void> }
  | { readonly kind: 'cancelled'; readonly reason: string };

const POLL_MS = 100;

const ticketSchema = z.object({ pid: z.number(), holder: z.string() });
interface Ticket {
  readonly name: string;
  readonly holder: string;
}

/** Waits for the group. Tickets stand in line by their names; only the file `holder`, made once, says whose turn it is. */
export async function joinGroup(request: GroupRequest): Promise<GroupGrant> {
  const folder = join(request.runs, '.concurrency', createHash('sha256').update(request.group.toLowerCase()).digest('hex').slice(0, 16));
  await mkdir(folder, { recursive: true });
  const mine = `${String(Date.now()).padStart(15, '0')}-${randomUUID()}.ticket`;
  const holderFile = join(folder, 'holder');
  await writeFile(join(folder, mine), JSON.stringify({ pid: process.pid, holder: request.holder }));
  const leave = async (): Promise<void> => {
    await Promise.all([rm(join(folder, mine), { force: true }), rm(join(folder, `${mine}.cancel`), { force: true })]);
  };
  const others = (await ticketsOf(folder)).filter(({ name }) => name !== mine);
  const holding = await readHolder(holderFile);
  const pending = others.filter(({ name }) => name !== holding);
  if (request.queue === 'max' && pending.length >= LIMITS.concurrencyPending) {
    await leave();
    return { kind: 'cancelled', reason: `${LIMITS.concurrencyPending} others wait for the concurrency group '${request.group}'` };
  }
  // The first in line is as good as running when nobody holds the group yet.
  const next = others.some(({ name }) => name === holding) ? undefined : pending[0];
  const older = request.queue === 'single' ? pending.filter((ticket) => ticket.name < mine && ticket !== next) : [];
  const replaced = [...older, ...(request.cancelInProgress ? others.filter((ticket) => ticket.name === holding || ticket === next) : [])];
  for (const { name } of replaced) await writeFile(join(folder, `${name}.cancel`), '');
  let isTold = false;
  for (;;) {
    const line = await ticketsOf(folder);
    if (request.signal.aborted || (await exists(join(folder, `${mine}.cancel`)))) {
      await leave();
      return {
        kind: 'cancelled',
        reason: request.signal.aborted ? 'cancelled while it waited' : `a newer one waits for the concurrency group '${request.group}'`,
      };
    }
    const current = await readHolder(holderFile);
    const holder = line.find(({ name }) => name === current);
    const isFirst = line.find(({ name }) => name !== current)?.name === mine;
    // The holder's process is gone without a word: its place is free. Only the first in line clears it, so that no two do.
    if (current !== null && holder === undefined && isFirst) await rm(holderFile, { force: true });
    if (holder === undefined && isFirst && (await claim(holderFile, mine))) break;
    if (!isTold) request.onWait(holder?.holder ?? line[0]?.holder ?? 'another');
    isTold = true;
    await sleep(POLL_MS);
  }
  const watch = setInterval(() => {
    void exists(join(folder, `${mine}.cancel`)).then((asked) => {
      if (!asked) return;
      clearInterval(watch);
      request.onReplaced();
    });
  }, POLL_MS);
  return {
    kind: 'held',
    release: async () => {
      clearInterval(watch);
      await leave();
      await rm(holderFile, { force: true });
    },
  };
}

async function ticketsOf(folder: string): Promise<Ticket[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ticket')).toSorted();
  const tickets: Ticket[] = [];
  for (const name of names) {
    const parsed = ticketSchema.safeParse(parseQuietly(await readFile(join(folder, name), 'utf8').catch(() => '')));
    if (!parsed.success) continue;
    if (isAlive(parsed.data.pid)) tickets.push({ name, holder: parsed.data.holder });
    else await rm(join(folder, name), { force: true });
  }
  return tickets;
}

function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Being written just now.
    return null;
  }
}

async function claim(file: string, ticket: string): Promise<boolean> {
  return writeFile(file, ticket, { flag: 'wx' }).then(
    () => true,
    () => false,
  );
}

async function readHolder(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
