import { createHash, timingSafeEqual } from 'node:crypto';
import { MigrationError, renderError } from '../../src/errors.ts';
import type { AccessLog } from './access-log.ts';
import { parseRules, type FaultRule } from './rules.ts';
import type { RuleReport } from './firing.ts';

/** A request to a door that is not S3's, whole. Names of headers in lower case. */
export interface DoorRequest {
  readonly method: string;
  /** The raw target: path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface DoorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Answers for every path below its prefix; nothing of it reaches S3 or the log. */
export interface Handler {
  readonly prefix: string;
  handle(request: DoorRequest): Promise<DoorAnswer>;
}

export const ADMIN_PREFIX = '/_front/';

const json = (status: number, value: unknown): DoorAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
});

const sameText = (a: string, b: string) =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

export interface AdminTools {
  readonly token: string;
  readonly log: AccessLog;
  readonly reports: () => readonly RuleReport[];
  readonly setRules: (rules: readonly FaultRule[]) => void;
}

type Deed = (request: DoorRequest, tools: AdminTools) => DoorAnswer;

/**
 * PUT replaces all rules and begins to count anew; the rules file is not written.
 * GET /_front/log flushes first: after it, the file holds every request that has been answered.
 */
const DEEDS: Readonly<Record<string, Deed>> = {
  'GET /_front/rules': (_request, tools) => json(200, { rules: tools.reports() }),
  'PUT /_front/rules': (request, tools) => {
    tools.setRules(parseRules(request.body.toString('utf8'), 'PUT /_front/rules'));
    return json(200, { rules: tools.reports() });
  },
  'GET /_front/log': (_request, tools) => {
    tools.log.flush();
    return json(200, tools.log.counters());
  },
  'DELETE /_front/log': (_request, tools) => {
    tools.log.clear();
    return json(200, tools.log.counters());
  },
};

export function adminDoor(tools: AdminTools): Handler {
  return {
    prefix: ADMIN_PREFIX,
    handle: async (request) => {
      const bearer = /^Bearer (.+)$/i.exec(String(request.headers['authorization'] ?? ''))?.[1];
      if (bearer === undefined || !sameText(bearer, tools.token)) {
        return {
          ...json(401, { error: "The front's admin door wants the sandbox's bearer token." }),
          headers: { 'content-type': 'application/json', 'www-authenticate': 'Bearer' },
        };
      }
      const deed = DEEDS[`${request.method} ${request.path.split('?', 1)[0] ?? ''}`];
      if (deed === undefined) return json(404, { error: `There is no ${request.method} ${request.path} here.`, known: Object.keys(DEEDS) });
      try {
        return deed(request, tools);
      } catch (thrown) {
        if (!(thrown instanceof MigrationError)) throw thrown;
        return json(400, { error: renderError(thrown) });
      }
    },
  };
}
