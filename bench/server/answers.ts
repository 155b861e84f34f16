/** Answers as the bytes that go out. What is the same in all of them is written once. */

/** Text of an answer, and pages or bodies in between. `sent` is called when the kernel has it all. */
export interface Answer {
  readonly parts: readonly (string | Buffer)[];
  readonly sent?: () => void;
  /** Close the connection after the parts, or instead of them. */
  readonly cut?: boolean;
}

export const XML_LEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

let dateAtMs = 0;
let dateText = '';

/** The header's date, made once a second. */
function httpDate(nowMs: number): string {
  if (nowMs - dateAtMs >= 1000 || dateText === '') {
    dateAtMs = nowMs;
    dateText = new Date(nowMs).toUTCString();
  }
  return dateText;
}

let requestNumber = 0;

export const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  206: 'Partial Content',
  304: 'Not Modified',
  400: 'Bad Request',
  404: 'Not Found',
  412: 'Precondition Failed',
  416: 'Requested Range Not Satisfiable',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Slow Down',
};

export function head(status: number, bodyBytes: number, nowMs: number, more = ''): string {
  requestNumber += 1;
  return (
    `HTTP/1.1 ${status} ${REASONS[status]}\r\nx-amz-id-2: bench\r\nx-amz-request-id: ${requestNumber.toString(16).padStart(16, '0')}\r\n` +
    `Date: ${httpDate(nowMs)}\r\n${more}Content-Length: ${bodyBytes}\r\nServer: AmazonS3\r\n\r\n`
  );
}

const XML_TYPE = 'Content-Type: application/xml\r\n';

/** One byte per character: ASCII, or what `escapeXml` gives. */
export function xml(status: number, body: string, nowMs: number): Answer {
  return { parts: [head(status, body.length, nowMs, XML_TYPE) + body] };
}

export function errorBody(code: string, message: string, resource: string): string {
  return `${XML_LEAD}<Error><Code>${code}</Code><Message>${message}</Message><Resource>${escapeXml(resource)}</Resource><RequestId>${requestNumber.toString(16).padStart(16, '0')}</RequestId></Error>`;
}

const STATUS_OF: Readonly<Record<string, number>> = {
  NoSuchKey: 404,
  NoSuchBucket: 404,
  PreconditionFailed: 412,
  InvalidArgument: 400,
  InvalidRange: 416,
  InternalError: 500,
  NotImplemented: 501,
  SlowDown: 503,
};

const MESSAGES: Readonly<Record<string, string>> = {
  NoSuchKey: 'The specified key does not exist.',
  NoSuchBucket: 'The specified bucket does not exist',
  PreconditionFailed: 'At least one of the pre-conditions you specified did not hold',
  InvalidArgument: 'Invalid Argument',
  InvalidRange: 'The requested range is not satisfiable',
  InternalError: 'We encountered an internal error. Please try again.',
  NotImplemented: 'This server for measuring does not do that.',
  SlowDown: 'Please reduce your request rate.',
};

export type Refusal = keyof typeof STATUS_OF;

export function refuse(code: Refusal, resource: string, nowMs: number, withoutBody = false): Answer {
  const status = STATUS_OF[code] ?? 500;
  if (withoutBody) return { parts: [head(status, 0, nowMs)] };
  return xml(status, errorBody(code, MESSAGES[code] ?? '', resource), nowMs);
}

const NOT_PLAIN = /[^ -~]|[&<>"']/;

/** Text for XML, in UTF-8 whose bytes are characters here, because all that we send is written as latin1. */
export function escapeXml(text: string): string {
  return NOT_PLAIN.test(text)
    ? text.replace(/[^ -~]|[&<>"']/gu, (character) =>
        character > '~' ? Buffer.from(character, 'utf8').toString('latin1') : `&#${character.charCodeAt(0)};`,
      )
    : text;
}

/** Keys as encoding-type=url writes them: form encoding with the slash left as it is. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
