import { parquetMetadata } from 'hyparquet/src/metadata.js';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type BucketRef, type S3 } from '../s3/types.ts';
import type { Columns } from './columns.ts';
import { columnsOfElements } from './parquet-columns.ts';

/** What the end of a file told. */
export type Footer =
  | { readonly found: 'columns'; readonly columns: Columns; readonly rows: number }
  | { readonly found: 'no-parquet'; readonly why: string }
  /** Somebody deleted it since it was listed. */
  | { readonly found: 'nothing' };

/** Enough for nearly every footer: one request for each file. */
const FIRST_BYTES = 65_536;
/** Footers grow with row groups times columns; one above this is not read but told. */
const FOOTER_UP_TO_BYTES = 64 * 1024 * 1024;
/** The length of the metadata, then "PAR1" (parquet-format, README, "File format"). */
const ENDING_BYTES = 8;

/** The columns that a Parquet file's footer names, read from its end; the data is never fetched, nor unpacked. */
export async function readFooter(s3: S3, at: BucketRef, key: string, signal: AbortSignal, firstBytes = FIRST_BYTES): Promise<Footer> {
  try {
    const tail = await s3.getTail(at, key, firstBytes, signal);
    if (tail === null) return { found: 'nothing' };
    const { body, size } = tail;
    if (body.length < ENDING_BYTES || body.toString('latin1', body.length - 4) !== 'PAR1')
      return { found: 'no-parquet', why: size === 0 ? 'it is empty' : 'it does not end as a Parquet file does' };
    const footerBytes = body.readUInt32LE(body.length - ENDING_BYTES) + ENDING_BYTES;
    if (footerBytes > size)
      return { found: 'no-parquet', why: `its footer is said to have ${footerBytes} bytes, and it has ${size} in all` };
    if (footerBytes > FOOTER_UP_TO_BYTES) return { found: 'no-parquet', why: `its footer has ${footerBytes} bytes` };
    if (footerBytes <= body.length) return columnsIn(body);
    const whole = await s3.getTail(at, key, footerBytes, signal);
    return whole === null || whole.etag !== tail.etag ? { found: 'nothing' } : columnsIn(whole.body);
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, `reading the schema of ${key}`) : error;
  }
}

function columnsIn(tail: Buffer): Footer {
  try {
    const { num_rows: rows, schema } = parquetMetadata(tail, { geoparquet: false });
    return { found: 'columns', columns: columnsOfElements(schema), rows: Number(rows) };
  } catch (error) {
    return { found: 'no-parquet', why: `its footer cannot be read: ${(error as Error).message}` };
  }
}
