import type { ModelSegment } from './model-segment';

const ENCODED_SLASH = /%2f/i;
const SEMICOLON = /;|%3b/i;
const ESCAPE = /%[0-9a-f]{2}/i;

/**
 * Why a path, or a part of one, may be another path to some upstreams than to the gateway; null where it is the same to
 * all of them. Some decode twice, and some cut off what stands behind a semicolon: a routed operation that is spelled so
 * would be served past the policy and the list of models.
 *
 * @param path of well-formed escapes
 * @returns a sentence
 */
export function ambiguityIn(path: string): string | null {
  if (ENCODED_SLASH.test(path)) return "The path holds an encoded slash, which only a model's name may have.";
  if (SEMICOLON.test(path)) return "The path holds a semicolon, which only a model's name may have.";
  if (path.includes('%') && ESCAPE.test(decodeURIComponent(path))) {
    return "The path holds a character that is encoded twice, which only a model's name may have.";
  }
  return null;
}

/**
 * Why a path may be another one to some upstreams, apart from the segment that holds the model: a model may be called
 * anything, and its name is the policy's to judge.
 *
 * @param path passed by `checkRequestPath`
 * @param modelSegment as `matchOperation` found it in this path; null where the path holds no model
 */
export function ambiguityOutsideModel(path: string, modelSegment: ModelSegment | null): string | null {
  if (modelSegment === null) return ambiguityIn(path);
  return ambiguityIn(path.slice(0, modelSegment.start)) ?? ambiguityIn(path.slice(modelSegment.end));
}
