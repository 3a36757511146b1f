/** The first element of an array, in which Gemini wraps errors; any other value itself. */
export function firstElement(json: unknown): unknown {
  return Array.isArray(json) ? (json as unknown[])[0] : json;
}
