import { errorInside, unencoded, unreadable, type Reading } from './answer.ts';
import { decodeKey } from './list-keys.ts';
import { readRows, type Lent, type RowsBounds } from './list-rows.ts';
import { isRestored } from './restore-status.ts';
import type { ListedObject, ListPage, ListRows } from './types.ts';
import { enterRoot, LESS, readElement, skipSpace, textOf, unescapeXml, unquoted, wholeNumber } from './xml.ts';

/**
 * A page of ListObjectsV2: the second-hottest thing we do. Strict where it matters: a page that ends early, contradicts
 * itself or leaves a field out is unreadable, never empty.
 *
 * `nowMs`: when it came, for restored copies end. `lent`: the body's memory, given back when nothing of it is needed any more; with a page that is kept as rows that is for
 * whoever uses the page to say. `bounds`: see `readRows`.
 */
export function readListPage(body: Buffer, nowMs: number, lent: Lent | null = null, bounds?: RowsBounds): Reading<ListPage> {
  const found = readRows(body, nowMs, lent, bounds);
  if (found === null) {
    const page = readElements(textOf(body), null, nowMs);
    lent?.release();
    return page;
  }
  const page = readElements(found.around, found.rows, nowMs);
  if (page.kind !== 'read') found.rows.release();
  return page;
}

/** `rows`: the objects, where they were read already and the text is what lies around them. */
function readElements(text: string, rows: ListRows | null, nowMs: number): Reading<ListPage> {
  const root = enterRoot(text);
  if (root === null) return unreadable('the answer is not XML');
  if (root.name === 'Error') return errorInside(text, root);
  if (root.name !== 'ListBucketResult') return unreadable(`the answer is a ${root.name}, not a ListBucketResult`);

  const objects: ListedObject[] = [];
  const leaves = Object.create(null) as Record<string, string>;
  let at = root.inside;
  for (;;) {
    if (text.startsWith('</ListBucketResult>', at)) break;
    if (text.startsWith('<Contents>', at)) {
      const end = readObject(text, at + '<Contents>'.length, objects, nowMs);
      if (typeof end === 'string') return end === UNDECODABLE ? unencoded(end) : unreadable(end);
      at = skipSpace(text, end);
      continue;
    }
    const element = readElement(text, at);
    if (element === null) {
      const [keys, characters] = [rows?.count ?? objects.length, text.length];
      return unreadable(`the list page ends early, after ${keys} keys and ${characters} characters${rows === null ? '' : ' around them'}`);
    }
    // An object with attributes, without content, or inside of something that is not closed where it should be: skipped, it would be lost.
    if (element.name === 'Contents' || element.value.includes('<Contents'))
      return unreadable('an object of the list page is not laid out as one');
    const said = leaves[element.name];
    if (said !== undefined && said !== element.value) return unreadable(`the list page has two different values for ${element.name}`);
    leaves[element.name] = element.value;
    at = skipSpace(text, element.after);
  }
  if (skipSpace(text, at + '</ListBucketResult>'.length) !== text.length) return unreadable('there is more after the end of the list page');
  return closePage(objects, rows, leaves);
}

/** What the page says about itself must agree with what is in it. */
function closePage(objects: readonly ListedObject[], rows: ListRows | null, leaves: Readonly<Record<string, string>>): Reading<ListPage> {
  const count = rows?.count ?? objects.length;
  const { EncodingType, IsTruncated, NextContinuationToken, KeyCount, CommonPrefixes } = leaves;
  if (EncodingType !== 'url') {
    return unencoded('the server does not encode keys when asked to (encoding-type=url), so a key cannot be told from its encoding');
  }
  if (CommonPrefixes !== undefined) return unreadable('the list page has common prefixes although no delimiter was asked for');
  if (KeyCount !== undefined && KeyCount !== String(count)) {
    return unreadable(`the list page announces ${KeyCount} keys and has ${count}`);
  }
  const token = NextContinuationToken === undefined ? '' : unescapeXml(NextContinuationToken);
  if (IsTruncated === 'true') {
    if (token === '') return unreadable('the list page says that more follows, but not how to go on');
    return { kind: 'read', value: pageOf(objects, rows, token) };
  }
  if (IsTruncated !== 'false') return unreadable('the list page does not say whether more follows');
  if (token !== '') return unreadable('the list page says that it is the last one, and how to go on');
  return { kind: 'read', value: pageOf(objects, rows, null) };
}

function pageOf(objects: readonly ListedObject[], rows: ListRows | null, continuation: string | null): ListPage {
  if (rows === null) return { objects, continuation };
  let made: readonly ListedObject[] | undefined;
  return {
    get objects() {
      return (made ??= rows.read(0, rows.count));
    },
    continuation,
    rows,
  };
}

const UNDECODABLE = 'a key of the list page is not encoded as encoding-type=url promises';

/** Reads one Contents element from behind its opening tag; gives the index behind it, or what is wrong. */
function readObject(text: string, from: number, objects: ListedObject[], nowMs: number): number | string {
  let key: string | null = null;
  let etag: string | null = null;
  let lastModified: string | null = null;
  let size = -1;
  let storageClass = 'STANDARD';
  let restored = false;

  let at = skipSpace(text, from);
  while (!text.startsWith('</Contents>', at)) {
    const open = text.indexOf('>', at);
    if (open < 0 || text.charCodeAt(at) !== LESS) return 'the list page ends early, inside of an object';
    const value = open + 1;
    const close = text.indexOf('<', value);
    if (close < 0) return 'the list page ends early, inside of an object';
    let end: number;
    if (text.startsWith('<Key>', at)) {
      if (key !== null) return 'an object of the list page has two keys';
      const decoded = decodeKey(text.slice(value, close));
      if (decoded === null) return UNDECODABLE;
      key = decoded;
      end = endOf(text, close, '</Key>');
    } else if (text.startsWith('<LastModified>', at)) {
      lastModified = text.slice(value, close);
      end = endOf(text, close, '</LastModified>');
    } else if (text.startsWith('<ETag>', at)) {
      etag = unquoted(text, value, close);
      end = endOf(text, close, '</ETag>');
    } else if (text.startsWith('<Size>', at)) {
      size = wholeNumber(text, value, close);
      end = endOf(text, close, '</Size>');
    } else if (text.startsWith('<StorageClass>', at)) {
      storageClass = text.slice(value, close);
      end = endOf(text, close, '</StorageClass>');
    } else {
      const element = readElement(text, at);
      // What is not closed within its object would swallow the next one, with its key.
      end = element === null || element.value.includes('</Contents>') ? -1 : element.after;
      if (element?.name === 'RestoreStatus') restored = isRestored(element.value, nowMs);
    }
    if (end < 0) return 'the list page ends early, or an element of an object is not closed';
    at = text.charCodeAt(end) === LESS ? end : skipSpace(text, end);
  }
  if (key === null || etag === null || lastModified === null || size < 0) {
    return `an object of the list page has no ${key === null ? 'Key' : etag === null ? 'ETag' : size < 0 ? 'Size' : 'LastModified'}`;
  }
  const object = { key, size, etag, lastModified, storageClass };
  objects.push(restored ? { ...object, restored } : object);
  return at + '</Contents>'.length;
}

function endOf(text: string, at: number, tag: string): number {
  return text.startsWith(tag, at) ? at + tag.length : -1;
}
