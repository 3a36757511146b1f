/** A duration as OpenAI and Groq write it, such as `6m0s`, `2m59.56s` or `120ms`. */
const DURATION = /^(?:(\d{1,6})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,12}(?:\.\d{1,9})?)ms)?$/;
/** Azure's. Its `-1` says nothing. */
const SECONDS = /^\d{1,12}(?:\.\d{1,9})?$/;
/** RFC 3339, as Anthropic writes it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * How long a vendor's limit takes to reset, in ms, as the header says that the profile names; null if it does not say so in a
 * known form.
 *
 * @param nowMs wall time
 */
export function resetWaitMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (text === '') return null;
  if (SECONDS.test(text)) return Math.ceil(Number(text) * 1_000);
  if (TIME.test(text)) {
    const atMs = Date.parse(text);
    return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
  }
  const parts = DURATION.exec(text);
  if (parts === null) return null;
  const [, hours, minutes, seconds, ms] = parts.map((part) => Number(part ?? 0));
  return Math.ceil((hours ?? 0) * 3_600_000 + (minutes ?? 0) * 60_000 + (seconds ?? 0) * 1_000 + (ms ?? 0));
}
