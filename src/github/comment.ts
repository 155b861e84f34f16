import { z } from 'zod';
import { callApi, parseAnswer, variableOf, type ApiCall, type Github } from './api.ts';

const comment = z.object({
  id: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ type: z.string() }).nullish(),
});
type Comment = z.infer<typeof comment>;

/** GitHub takes 65,536 characters (docs: REST, "Create an issue comment"). */
const COMMENT_CHARS_UP_TO = 65_536;
const COMMENTS_PER_PAGE = 100;
/** A pull request with more comments than this gets a new one. */
const PAGES_UP_TO = 20;

export interface TopicComment {
  readonly token: string;
  /** Of the pull request. */
  readonly number: number;
  readonly topic: string;
  readonly body: string;
}

/** One comment for each topic: written once, then brought up to date. @returns its page */
export async function writeComment(github: Github, given: TopicComment): Promise<string> {
  const { number, token } = given;
  const base = `/repos/${variableOf(github, 'GITHUB_REPOSITORY')}/issues`;
  const mark = `<!-- bucket-brigade: ${given.topic.replaceAll(/[^\w ./-]/g, '-')} -->`;
  const body = { body: cut(`${mark}\n${given.body}`) };
  const find = () => ownComment(github, { base, mark, number, token });
  const own = await find();
  const call: ApiCall =
    own === null
      ? { method: 'POST', path: `${base}/${number}/comments`, token, body, made: find }
      : { method: 'PATCH', path: `${base}/comments/${own.id}`, token, body };
  return parseAnswer(comment, await callApi(github, call), call).html_url;
}

function cut(text: string): string {
  if (text.length <= COMMENT_CHARS_UP_TO) return text;
  // Half of a character would be no text any more.
  return `${text.slice(0, COMMENT_CHARS_UP_TO - 200).toWellFormed()}\n\nCut here: the whole of it is in the run's summary.\n`;
}

/** The topic's comment; not one in which a person has written the mark: whoever wrote it could change it afterwards. */
async function ownComment(
  github: Github,
  { base, mark, number, token }: { readonly base: string; readonly mark: string; readonly number: number; readonly token: string },
): Promise<Comment | null> {
  // An app's token writes as a bot, also that of a job (docs: "GitHub's token formats").
  const isBot = token.startsWith('ghs_');
  for (let page = 1; page <= PAGES_UP_TO; page += 1) {
    const call = { method: 'GET', path: `${base}/${number}/comments?per_page=${COMMENTS_PER_PAGE}&page=${page}`, token } as const;
    const found = parseAnswer(z.array(comment), await callApi(github, call), call);
    const own = found.find(({ body, user }) => body?.startsWith(mark) === true && (!isBot || user?.type === 'Bot'));
    if (own !== undefined) return own;
    if (found.length < COMMENTS_PER_PAGE) return null;
  }
  return null;
}
