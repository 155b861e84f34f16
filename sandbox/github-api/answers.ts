/** What the stand-in answers, and how it says no: as GitHub does, or by name where it stands in for nothing. */

export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What comes instead of an answer, or in its place: `hung-up` before the call is carried out, `lost` after it, `silent` never.
 * A body that is text is a page, as proxies in front of the API send them.
 */
export type Trouble = ApiAnswer | 'hung-up' | 'lost' | 'silent';

const DOCUMENTATION = 'https://docs.github.com/rest';

/** An answer that ends the call, thrown from wherever the reason is found. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly answer: ApiAnswer;

  constructor(status: number, message: string, { errors }: { readonly errors?: readonly unknown[] } = {}) {
    super(message);
    this.answer = {
      status,
      body: { message, ...(errors === undefined ? {} : { errors }), documentation_url: DOCUMENTATION, status: String(status) },
    };
  }
}

export const notFound = (): ApiRefusal => new ApiRefusal(404, 'Not Found');

/** GitHub would do something here that this stand-in does not. */
export const unsupported = (what: string): ApiRefusal =>
  new ApiRefusal(501, `The local runner's stand-in for GitHub does not do this: ${what}`);

/** The form of GitHub's refusals of a body that does not have the shape of the endpoint's. */
export const invalidRequest = (reason: string): ApiRefusal => new ApiRefusal(422, `Invalid request.\n\n${reason}`);
