import type { ModelSegment } from './model-segment';

const ENCODED_SLASH = /%2f/i;
const SEMICOLON = /;|%3b/i;
const ESCAPE = /%[0-9a-f]{2}/i;

/**
 * Why some upstreams may read a path, or part of one, differently than the gateway; null if all read it the same. Some
 * decode twice, and some cut off everything after a semicolon: a routed operation spelled that way would bypass the
 * policy and the model list.
 *
 * @param path with well-formed escapes
 * @returns a sentence
 */
export function ambiguityIn(path: string): string | null {
  if (ENCODED_SLASH.test(path)) return "The path contains an encoded slash, which is only allowed in a model's name.";
  if (SEMICOLON.test(path)) return "The path contains a semicolon, which is only allowed in a model's name.";
  if (path.includes('%') && ESCAPE.test(decodeURIComponent(path))) {
    return "The path contains a character that is encoded twice, which is only allowed in a model's name.";
  }
  return null;
}

/**
 * Why some upstreams may read a path differently, ignoring the segment with the model: a model may have any name, and
 * the policy decides about it.
 *
 * @param path accepted by `checkRequestPath`
 * @param modelSegment from `matchOperation` for this path; null if the path contains no model
 */
export function ambiguityOutsideModel(path: string, modelSegment: ModelSegment | null): string | null {
  if (modelSegment === null) return ambiguityIn(path);
  return ambiguityIn(path.slice(0, modelSegment.start)) ?? ambiguityIn(path.slice(modelSegment.end));
}
