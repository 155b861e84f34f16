/**
 * Answers of HTTP/1.1 (RFC 9112), read from the bytes of one connection on which nothing is pipelined. Strict where an
 * answer's end is decided, because an answer that ends elsewhere than the server meant is another answer.
 */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones joined by a comma. Made when first asked for: a copy's answer needs none of them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Said by whoever has read the body and keeps no part of it: its memory is used again. */
  release(): void;
}

/** A head is bounded, because it is kept until its end is there; S3's are under 2 KiB, and as much of user metadata (userguide/UsingMetadata). */
export const HEAD_UP_TO_BYTES = 16 * 1024;
/** Nothing that we read is near it: list pages, ledger documents, the ends of files. */
const BODY_UP_TO_BYTES = 1024 * 1024 * 1024;
/** A length that is only announced is not yet worth more memory than this. */
const TRUSTED_BYTES = 1024 * 1024;

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const SEMICOLON = 0x3b;
const ZERO = 0x30;

/** What of the answer comes next. */
const HEAD = 0;
const SIZED = 1;
const UNTIL_CLOSE = 2;
const CHUNK_SIZE = 3;
const CHUNK_EXTENSION = 4;
const CHUNK_SIZE_LF = 5;
const CHUNK_DATA = 6;
const CHUNK_DATA_CR = 7;
const CHUNK_DATA_LF = 8;
const TRAILER = 9;
const WHOLE = 10;

/**
 * Memory for large bodies, which are list pages nearly always: 1,000 objects are 300 KB of XML. Made anew for each page it is
 * garbage outside of V8's heap, of which hundreds of megabytes gather before V8 looks.
 */
const LARGE_FROM_BYTES = 64 * 1024;
const LARGE_BYTES = 512 * 1024;
const SPARE_UP_TO = 8;
const spare: Buffer[] = [];

function memoryFor(bytes: number): Buffer {
  if (bytes < LARGE_FROM_BYTES || bytes > LARGE_BYTES) return Buffer.allocUnsafe(bytes);
  return spare.pop() ?? Buffer.allocUnsafeSlow(LARGE_BYTES);
}

function giveBack(memory: Buffer): void {
  if (memory.length === LARGE_BYTES && spare.length < SPARE_UP_TO) spare.push(memory);
}

const END_OF_HEAD = '\r\n\r\n';
const NOTHING = Buffer.alloc(0);

export class Answer implements WireAnswer {
  readonly status: number;
  readonly #head: string;
  #body: Buffer;
  #memory: Buffer;
  #headers: Record<string, string> | null = null;

  /** `body` lies at the beginning of `memory`. */
  constructor(status: number, head: string, memory: Buffer, bodyBytes: number) {
    this.status = status;
    this.#head = head;
    this.#memory = memory;
    this.#body = bodyBytes === memory.length ? memory : memory.subarray(0, bodyBytes);
  }

  get body(): Buffer {
    return this.#body;
  }

  release(): void {
    giveBack(this.#memory);
    this.#memory = NOTHING;
    this.#body = NOTHING;
  }

  get headers(): Readonly<Record<string, string | undefined>> {
    return (this.#headers ??= headersOf(this.#head));
  }
}

export class AnswerReader {
  #next = HEAD;
  #bodiless = false;
  #head = '';
  #seam = '';
  #status = 0;
  #closes = false;
  #surplus = false;
  /** Bytes that are still to come: of the body, or of the chunk. */
  #left = 0;
  /** Bytes of framing seen in the piece that is bounded: a chunk's size line, or the trailers. */
  #framing = 0;
  #lineBytes = 0;
  #body: Buffer = NOTHING;
  #filled = 0;
  /** Answers on one connection are of like size: the next list page takes one allocation. */
  #usualBytes = 4096;

  /** `bodiless`: the request was a HEAD. */
  begin(bodiless: boolean): void {
    this.#next = HEAD;
    this.#bodiless = bodiless;
    this.#head = '';
    this.#seam = '';
    this.#status = 0;
    this.#surplus = false;
    this.#body = NOTHING;
    this.#filled = 0;
  }

  get headRead(): boolean {
    return this.#status !== 0;
  }

  /** Whether the connection may carry another request after this answer. */
  get reusable(): boolean {
    return !this.#closes && !this.#surplus;
  }

  /**
   * Takes the next bytes, and keeps no reference to them. True when the answer is whole.
   * @throws Error MALFORMED_ANSWER
   */
  feed(bytes: Buffer, upTo: number): boolean {
    let at = 0;
    while (at < upTo && this.#next !== WHOLE) {
      switch (this.#next) {
        case HEAD:
          at = this.#readHead(bytes, at, upTo);
          break;
        case SIZED:
          at = this.#take(bytes, at, upTo);
          if (this.#left === 0) this.#next = WHOLE;
          break;
        case UNTIL_CLOSE:
          this.#append(bytes, at, upTo);
          at = upTo;
          break;
        case CHUNK_DATA:
          at = this.#take(bytes, at, upTo);
          if (this.#left === 0) this.#next = CHUNK_DATA_CR;
          break;
        default:
          this.#readFraming(bytes[at] as number);
          at += 1;
      }
    }
    this.#surplus = at < upTo;
    return this.#next === WHOLE;
  }

  /** The connection has ended: true when that is the end of the answer, too. */
  ended(): boolean {
    if (this.#next !== UNTIL_CLOSE) return false;
    this.#next = WHOLE;
    return true;
  }

  answer(): Answer {
    this.#usualBytes = Math.max(4096, this.#filled);
    const answer = new Answer(this.#status, this.#head, this.#body, this.#filled);
    this.#body = NOTHING;
    this.#head = '';
    return answer;
  }

  #readHead(bytes: Buffer, from: number, upTo: number): number {
    const before = this.#head.length;
    const text = bytes.toString('latin1', from, Math.min(upTo, from + HEAD_UP_TO_BYTES - before));
    // Usually it comes in one piece. Of earlier pieces only the last characters are looked at again.
    const seam = this.#seam;
    const end = (seam === '' ? text : seam + text).indexOf(END_OF_HEAD);
    if (end < 0) {
      this.#head += text;
      if (this.#head.length >= HEAD_UP_TO_BYTES) throw malformed(`its head is longer than ${HEAD_UP_TO_BYTES} bytes`);
      this.#seam = (seam + text).slice(1 - END_OF_HEAD.length);
      return upTo;
    }
    const taken = end + END_OF_HEAD.length - seam.length;
    const head = before === 0 ? text.slice(0, end) : (this.#head + text.slice(0, taken)).slice(0, -END_OF_HEAD.length);
    this.#seam = '';
    this.#interpret(head);
    return from + taken;
  }

  #interpret(head: string): void {
    const status = statusOf(head);
    if (status < 200) {
      // 100 Continue, 102, 103: the answer itself follows. Nobody asked for another protocol (101).
      if (status === 101) throw malformed('it changes the protocol');
      this.#head = '';
      return;
    }
    let lengthBytes = -1;
    let chunked = false;
    let closes = head.charCodeAt(7) === ZERO;
    let end = head.indexOf('\r\n');
    while (end >= 0) {
      const at = end + 2;
      end = head.indexOf('\r\n', at);
      const lineEnd = end < 0 ? head.length : end;
      const colon = head.indexOf(':', at);
      if (colon <= at || colon > lineEnd || isBlank(head.charCodeAt(at)) || isBlank(head.charCodeAt(colon - 1)))
        throw malformed('a line of its head is not a header');
      // By length first: three names of a dozen are worth a comparison.
      const nameLength = colon - at;
      if (nameLength === 14 && named(head, at, colon, 'content-length')) {
        const value = wholeNumber(head.slice(colon + 1, lineEnd).trim());
        if (value < 0 || lengthBytes >= 0) throw malformed('its length is no number, or said twice');
        lengthBytes = value;
      } else if (nameLength === 17 && named(head, at, colon, 'transfer-encoding')) {
        if (
          head
            .slice(colon + 1, lineEnd)
            .trim()
            .toLowerCase() !== 'chunked' ||
          chunked
        )
          throw malformed('its transfer encoding is not plain chunks');
        chunked = true;
      } else if (nameLength === 10 && named(head, at, colon, 'connection')) {
        const words = head.slice(colon + 1, lineEnd).toLowerCase();
        if (words.includes('close')) closes = true;
        else if (words.includes('keep-alive')) closes = false;
      }
    }
    if (chunked && lengthBytes >= 0) throw malformed('it has a length and chunks');
    if (lengthBytes > BODY_UP_TO_BYTES) throw malformed(`it is longer than ${BODY_UP_TO_BYTES} bytes`);
    this.#head = head;
    this.#status = status;
    this.#closes = closes;
    this.#framing = 0;
    if (this.#bodiless || status === 204 || status === 304 || lengthBytes === 0) this.#next = WHOLE;
    else if (chunked) {
      this.#left = 0;
      this.#next = CHUNK_SIZE;
    } else if (lengthBytes > 0) {
      this.#left = lengthBytes;
      this.#body = memoryFor(Math.min(lengthBytes, TRUSTED_BYTES));
      this.#next = SIZED;
    } else {
      this.#closes = true;
      this.#next = UNTIL_CLOSE;
    }
  }

  #take(bytes: Buffer, from: number, upTo: number): number {
    const end = Math.min(upTo, from + this.#left);
    this.#append(bytes, from, end);
    this.#left -= end - from;
    return end;
  }

  #append(bytes: Buffer, from: number, end: number): void {
    const filled = this.#filled + end - from;
    if (filled > this.#body.length) {
      if (filled > BODY_UP_TO_BYTES) throw malformed(`it is longer than ${BODY_UP_TO_BYTES} bytes`);
      const grown = memoryFor(Math.max(filled, this.#body.length * 2, this.#usualBytes));
      this.#body.copy(grown, 0, 0, this.#filled);
      giveBack(this.#body);
      this.#body = grown;
    }
    bytes.copy(this.#body, this.#filled, from, end);
    this.#filled = filled;
  }

  /** One byte of what is around chunks: few, so that a plain table of states is cheap enough. */
  #readFraming(byte: number): void {
    this.#framing += 1;
    if (this.#framing > HEAD_UP_TO_BYTES) throw malformed('its chunks or trailers have no end');
    switch (this.#next) {
      case CHUNK_SIZE: {
        const digit = hexDigit(byte);
        if (digit >= 0) {
          this.#left = this.#left * 16 + digit;
          if (this.#left > BODY_UP_TO_BYTES) throw malformed(`it is longer than ${BODY_UP_TO_BYTES} bytes`);
        } else if (this.#framing === 1) throw malformed('a chunk has no size');
        else if (byte === CR) this.#next = CHUNK_SIZE_LF;
        else if (byte === SEMICOLON || isBlank(byte)) this.#next = CHUNK_EXTENSION;
        else throw malformed('the size of a chunk is no number');
        return;
      }
      case CHUNK_EXTENSION:
        if (byte === CR) this.#next = CHUNK_SIZE_LF;
        return;
      case CHUNK_SIZE_LF:
        this.#expect(byte, LF);
        this.#framing = 0;
        this.#lineBytes = 0;
        this.#next = this.#left === 0 ? TRAILER : CHUNK_DATA;
        return;
      case CHUNK_DATA_CR:
        this.#expect(byte, CR);
        this.#next = CHUNK_DATA_LF;
        return;
      case CHUNK_DATA_LF:
        this.#expect(byte, LF);
        this.#framing = 0;
        this.#next = CHUNK_SIZE;
        return;
      case TRAILER:
        if (byte === LF && this.#lineBytes === 0) this.#next = WHOLE;
        else if (byte === LF) this.#lineBytes = 0;
        else if (byte !== CR) this.#lineBytes += 1;
    }
  }

  #expect(byte: number, wanted: number): void {
    if (byte !== wanted) throw malformed('a chunk does not end where it said');
  }
}

export function malformed(how: string): Error {
  return Object.assign(new Error(`the answer is not HTTP/1.1 as it should be: ${how}`), { code: 'MALFORMED_ANSWER' });
}

function statusOf(head: string): number {
  const after = head.charCodeAt(12);
  const minor = head.charCodeAt(7) - ZERO;
  const status = wholeNumber(head.slice(9, 12));
  const wellFormed = head.startsWith('HTTP/1.') && (minor === 0 || minor === 1) && head.charCodeAt(8) === SPACE;
  if (!wellFormed || status < 100 || !(after === SPACE || after === CR || Number.isNaN(after))) throw malformed('it has no status line');
  return status;
}

function named(head: string, at: number, colon: number, name: string): boolean {
  const written = head.slice(at, colon);
  return written === name || written.toLowerCase() === name;
}

/** -1 when it is not one, or beyond what a double counts exactly. */
function wholeNumber(digits: string): number {
  return /^\d{1,15}$/.test(digits) ? Number(digits) : -1;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= 0x39) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function headersOf(head: string): Record<string, string> {
  const headers = Object.create(null) as Record<string, string>;
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}
