/** The value of JSON in UTF-8, after white space and byte-order marks; undefined if it is not JSON. */
export function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString().trimStart());
  } catch {
    return undefined;
  }
}
