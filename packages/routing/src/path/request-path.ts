import { ambiguityIn } from './path-ambiguity';

/** The maximum length of a request target, in characters. */
export const REQUEST_TARGET_LENGTH_MAX = 8_192;

/** The maximum number of segments in `basePathSchema`. */
const BASE_PATH_SEGMENTS_MAX = 4;

export type SafePath =
  | {
      readonly ok: true;
      /** Unchanged, with its leading slash. */
      readonly path: string;
      /** Includes the `?`; empty if there is none. */
      readonly query: string;
      /** Whether it contains what only a model's name may contain: see `ambiguityOutsideModel`. */
      readonly isAmbiguous: boolean;
    }
  | { readonly ok: false; /** A sentence. */ readonly problem: string };

/** The common case: no escapes, no semicolon, and no segment that starts with a dot (checked separately). */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9._~!$&'()*+,=:@-]+)+\/?$/;
/** The characters of a path by RFC 3986, section 3.3. URL parsers leave them all unchanged. */
const PATH_CHARACTERS = /^[A-Za-z0-9._~!$&'()*+,;=:@/%-]*$/;
/** Everything visible except `#`: a query is passed on unchanged, and cannot change the path. */
const QUERY_CHARACTERS = /^[\x21\x22\x24-\x7e]*$/;
const MALFORMED_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const ENCODED_BACKSLASH = /%5c/i;
/** Checked after decoding the path: some upstreams are behind a proxy that decodes again. */
const STILL_ENCODED = /%(?:25)*(?:2e|2f|5c)/i;
/** Some servers cut parameters such as `;v=1` off a segment before they resolve its dots. */
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:;[^/]*)?(?=\/|$)/;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Splits a request target into path and query, and refuses everything that an upstream or a URL parser could resolve to
 * another path: an accepted path stays below whatever base it is appended to. Everyone also reads it the same, except
 * for what is marked as ambiguous, which the caller has to check.
 *
 * @param rawTarget such as `/support/chat/chat/completions?x=1`
 */
export function checkRequestPath(rawTarget: string): SafePath {
  if (rawTarget.length > REQUEST_TARGET_LENGTH_MAX) {
    return refuse(`The request target is longer than ${REQUEST_TARGET_LENGTH_MAX} characters.`);
  }
  const mark = rawTarget.indexOf('?');
  const path = mark === -1 ? rawTarget : rawTarget.slice(0, mark);
  const query = mark === -1 ? '' : rawTarget.slice(mark);
  if (!QUERY_CHARACTERS.test(query)) {
    return refuse('The query contains a character that must be percent-encoded.');
  }
  const isPlain = PLAIN_PATH.test(path) && !path.includes('/.');
  const problem = isPlain ? null : findProblem(path);
  if (problem !== null) return refuse(problem);
  return { ok: true, path, query, isAmbiguous: !isPlain && ambiguityIn(path) !== null };
}

function refuse(problem: string): SafePath {
  return { ok: false, problem };
}

function findProblem(path: string): string | null {
  if (!path.startsWith('/')) return 'The request target must be a path that starts with a slash.';
  if (path.includes('\\')) return 'The path contains a backslash.';
  if (!PATH_CHARACTERS.test(path)) return 'The path contains a character that must be percent-encoded.';
  if (path.includes('//')) return 'The path contains an empty segment.';
  if (MALFORMED_ESCAPE.test(path)) return 'The path contains a percent sign without two hexadecimal digits after it.';
  if (ENCODED_BACKSLASH.test(path)) return 'The path contains an encoded backslash.';
  const decoded = decode(path);
  if (decoded === null) return 'The path contains percent-encoded bytes that are not UTF-8.';
  if (STILL_ENCODED.test(decoded)) return 'The path contains a dot, slash or backslash that is encoded more than once.';
  if (CONTROL_CHARACTER.test(decoded)) return 'The path contains an encoded control character.';
  if (DOT_SEGMENT.test(decoded)) return 'The path contains a dot segment.';
  if (decoded.includes('//')) return 'The path contains an empty segment.';
  return null;
}

/** Null if the escapes are not UTF-8, which some decoders would read as other characters, such as an overlong dot. */
function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/** Finds what is at a base path such as `/support/chat`. A map satisfies this interface. */
export interface AiApisByBasePath<T> {
  get(basePath: string): T | undefined;
}

/**
 * Finds the value whose base path is a prefix of a path. No base path is a segment prefix of another, so there is at
 * most one.
 *
 * @param byBasePath values by base path, such as `/support/chat`
 * @returns `rest` is the path after the base path, without its leading slash; null if no base path matches
 */
export function findByBasePath<T>(
  byBasePath: AiApisByBasePath<T>,
  path: string,
): { found: T; basePath: string; rest: string } | null {
  let end = 0;
  for (let segments = 1; segments <= BASE_PATH_SEGMENTS_MAX && end < path.length; segments += 1) {
    const slash = path.indexOf('/', end + 1);
    end = slash === -1 ? path.length : slash;
    const basePath = path.slice(0, end);
    const found = byBasePath.get(basePath);
    if (found !== undefined) return { found, basePath, rest: path.slice(end + 1) };
  }
  return null;
}
