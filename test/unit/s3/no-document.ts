import fc from 'fast-check';

/** What a server or a proxy may send in place of a document: bytes, or pieces of XML that make none. */
export const noDocument: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(
      fc.constantFrom('<', '>', '/', '<Error>', '</Error>', '<Contents>', '<Key>', '</', '&#x;', '&#9999999;', '%', '?>', '<?xml', 'x'),
      { maxLength: 30 },
    )
    .map((parts) => Buffer.from(parts.join(''))),
);
