/** S3's answers as the front gives them itself. Texts and shapes: "Error responses" and "CopyObject" in the S3 API reference. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

const MESSAGES = {
  SlowDown: 'Please reduce your request rate.',
  InternalError: 'We encountered an internal error. Please try again.',
  ServiceUnavailable: 'Service is unable to handle request.',
  RequestTimeout: 'Your socket connection to the server was not read from or written to within the timeout period.',
  NoSuchKey: 'The specified key does not exist.',
  PreconditionFailed: 'At least one of the pre-conditions you specified did not hold',
  AccessDenied: 'Access Denied',
  BadGateway: 'The S3 server behind the sandbox front did not answer.',
} as const;
export type AnswerCode = keyof typeof MESSAGES;

const XML_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (char) => XML_ESCAPES[char] ?? char);

/** Request ids of 16 upper-case letters and digits, as S3's are; counted, so that a log and an answer can be matched. */
export function requestIds(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `FRONT${last.toString(36).toUpperCase().padStart(11, '0')}`;
  };
}

function xmlAnswer(status: number, body: string, requestId: string): Answer {
  return {
    status,
    headers: [
      'content-type',
      'application/xml',
      'x-amz-request-id',
      requestId,
      'x-amz-id-2',
      `${requestId}/sandbox-front`,
      'date',
      new Date().toUTCString(),
    ],
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

export function errorAnswer(status: number, code: AnswerCode, resource: string, requestId: string): Answer {
  const facts = `<Code>${code}</Code><Message>${MESSAGES[code]}</Message><Resource>${escapeXml(resource)}</Resource>`;
  return xmlAnswer(
    status,
    `<Error>${facts}<RequestId>${requestId}</RequestId><HostId>${requestId}/sandbox-front</HostId></Error>`,
    requestId,
  );
}

/** `etag` without quotes; the moment in S3's form with milliseconds. */
export function copyAnswer(etag: string, at: Date, requestId: string): Answer {
  const facts = `<LastModified>${at.toISOString().replace(/\.\d{3}Z$/, '.000Z')}</LastModified><ETag>&quot;${escapeXml(etag)}&quot;</ETag>`;
  return xmlAnswer(200, `<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${facts}</CopyObjectResult>`, requestId);
}
