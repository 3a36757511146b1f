import { ambiguityIn } from './path-ambiguity';

/** How long the target of a request line may be, in characters. */
export const REQUEST_TARGET_LENGTH_MAX = 8_192;

/** As many segments as `basePathSchema` allows. */
const BASE_PATH_SEGMENTS_MAX = 4;

export type SafePath =
  | {
      readonly ok: true;
      /** As it came, with its leading slash. */
      readonly path: string;
      /** With its `?`; empty where there is none. */
      readonly query: string;
      /** Whether it holds what only a model's name may hold: see `ambiguityOutsideModel`. */
      readonly isAmbiguous: boolean;
    }
  | { readonly ok: false; /** A sentence. */ readonly problem: string };

/** What most requests look like: no escapes, no semicolon, and no segment that begins with a dot (looked for separately). */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9._~!$&'()*+,=:@-]+)+\/?$/;
/** The characters of a path as RFC 3986 3.3 has them. No URL parser changes any of them. */
const PATH_CHARACTERS = /^[A-Za-z0-9._~!$&'()*+,;=:@/%-]*$/;
/** Everything visible but `#`: a query is passed on as it came, and cannot lead out of a path. */
const QUERY_CHARACTERS = /^[\x21\x22\x24-\x7e]*$/;
const MALFORMED_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const ENCODED_BACKSLASH = /%5c/i;
/** What is there once the path is decoded: some upstreams stand behind a proxy that decodes once more. */
const STILL_ENCODED = /%(?:25)*(?:2e|2f|5c)/i;
/** Some servers cut parameters such as `;v=1` off a segment before they look at its dots. */
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:;[^/]*)?(?=\/|$)/;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Splits the target of a request line into path and query, and refuses whatever an upstream or a URL parser could read
 * as another path: what passes stays below whatever base it is appended to. It is the same path to everyone, too, but
 * for what is marked as ambiguous, which the caller has to judge.
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
    return refuse('The query holds a character that must be percent-encoded there.');
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
  if (!path.startsWith('/')) return 'The request target must be a path that begins with a slash.';
  if (path.includes('\\')) return 'The path holds a backslash.';
  if (!PATH_CHARACTERS.test(path)) return 'The path holds a character that must be percent-encoded there.';
  if (path.includes('//')) return 'The path holds an empty segment.';
  if (MALFORMED_ESCAPE.test(path)) return 'The path holds a percent sign that begins no percent-encoding.';
  if (ENCODED_BACKSLASH.test(path)) return 'The path holds an encoded backslash.';
  const decoded = decode(path);
  if (decoded === null) return 'The path holds percent-encoded bytes that are not UTF-8.';
  if (STILL_ENCODED.test(decoded)) return 'The path holds a dot, slash or backslash that is encoded repeatedly.';
  if (CONTROL_CHARACTER.test(decoded)) return 'The path holds an encoded control character.';
  if (DOT_SEGMENT.test(decoded)) return 'The path holds a dot segment.';
  if (decoded.includes('//')) return 'The path holds an empty segment.';
  return null;
}

/** Null where the escapes are not UTF-8, which some decoders would read as other characters: an overlong dot, say. */
function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/**
 * Finds what stands under the base path that a path begins with. No base path is a segment prefix of another, so there
 * is one at most.
 *
 * @param byBasePath by base paths such as `/support/chat`
 * @returns with `rest` what follows the base path, without its leading slash; null where no base path matches
 */
export function findByBasePath<T>(
  byBasePath: ReadonlyMap<string, T>,
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
