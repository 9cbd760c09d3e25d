const TEXT = 25;
const JSON_TEXT = 114;
const JSONB = 3802;
const TIMESTAMPTZ = 1184;

const EPOCH_OF_POSTGRES = Date.UTC(2000, 0, 1);
const DIMENSION_BYTES = 20;
const LENGTH_BYTES = 4;
const INSTANT_BYTES = 8;

/**
 * Texts as one `text[]` parameter in PostgreSQL's binary form. In the textual form every quote and
 * backslash of every element is escaped here and unescaped there, which for documents in JSON takes
 * longer than all else about them.
 */
export function textArray(texts: readonly (string | null)[]): Buffer {
  return textsOf(TEXT, texts);
}

/** Documents, each a text in JSON, as one `json[]` parameter; kept as they are written. */
export function jsonArray(documents: readonly (string | null)[]): Buffer {
  return textsOf(JSON_TEXT, documents);
}

/** The same as one `jsonb[]` parameter. Each begins with the version of its binary form, 1. */
export function jsonbArray(documents: readonly (string | null)[]): Buffer {
  return textsOf(
    JSONB,
    documents.map((document) => (document === null ? null : `\u0001${document}`)),
  );
}

/** Instants as one `timestamptz[]` parameter. */
export function instantArray(instants: readonly (Date | null)[]): Buffer {
  const bytes = begin(TIMESTAMPTZ, instants, instants.length * INSTANT_BYTES);
  let at = DIMENSION_BYTES;
  for (const instant of instants) {
    if (instant === null) {
      at = bytes.writeInt32BE(-1, at);
      continue;
    }
    at = bytes.writeInt32BE(INSTANT_BYTES, at);
    // In microseconds, which a number does not hold exactly for every date.
    const microseconds = BigInt(instant.getTime() - EPOCH_OF_POSTGRES) * 1_000n;
    at = bytes.writeBigInt64BE(microseconds, at);
  }
  return bytes.subarray(0, at);
}

function textsOf(type: number, texts: readonly (string | null)[]): Buffer {
  const lengths = texts.map((text) => (text === null ? -1 : Buffer.byteLength(text)));
  const size = lengths.reduce((sum, length) => sum + Math.max(length, 0), 0);
  const bytes = begin(type, texts, size);
  let at = DIMENSION_BYTES;
  for (const [index, text] of texts.entries()) {
    at = bytes.writeInt32BE(lengths[index] ?? -1, at);
    if (text !== null) at += bytes.write(text, at);
  }
  return bytes;
}

/** Room for the elements behind what PostgreSQL reads first: one dimension that begins at 1. */
function begin(type: number, elements: readonly unknown[], size: number): Buffer {
  const bytes = Buffer.allocUnsafe(DIMENSION_BYTES + elements.length * LENGTH_BYTES + size);
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(elements.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(type, 8);
  bytes.writeInt32BE(elements.length, 12);
  bytes.writeInt32BE(1, 16);
  return bytes;
}
