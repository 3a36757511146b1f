const BYTE_ORDER_MARK = /^\u{feff}/u;

/** The value of JSON in UTF-8; undefined if it is not JSON. */
export function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString().replace(BYTE_ORDER_MARK, ''));
  } catch {
    return undefined;
  }
}
