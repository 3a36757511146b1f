import { z } from 'zod';

const RULE = 'must be a comma-separated list of origins, such as https://console.example.com, or * for all';
/** Of browser extensions and applications with a web view, such as `chrome-extension://abc`: `URL` names no origin for them. */
const OTHER_SCHEME = /^(?!file:)[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(?::\d{1,5})?$/;

/** A setting that lists origins as browsers send them: scheme, host and port, without a path; or `*`. */
export const originListSchema = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine((origins) => origins.every((origin) => origin === '*' || isOrigin(origin)), { error: RULE })
  .default([]);

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  return url.origin === 'null' ? OTHER_SCHEME.test(text) : url.origin === text;
}
