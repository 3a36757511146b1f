/** How many parts of a name such as "vendor/model" are looked for, from its end. */
const NAME_PARTS_MAX = 8;
/** A letter of a script that has cases, a digit or "_". Chinese and the like put no spaces around a name. */
const NAME_CHARACTER = /[\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{N}_]/u;
/** Marks within names, between two of the characters above. */
const JOINTS: ReadonlySet<string> = new Set('-./:@+');
/** The tag that is meant if a name has none (Ollama). */
const DEFAULT_TAG = ':latest';
/** What may stand before a name without being part of it. */
const BEFORE_NAME = /(?:^|[^\p{L}\p{N}_-])(?:models?[:/]|deployments\/)$/u;
/** Enough for `BEFORE_NAME`. */
const BEFORE_NAME_CHARACTERS = 16;

/**
 * Whether a model's name stands in a text, by itself and not as part of a longer name. Vendors shorten "vendor/model" to
 * "model", and lengthen "model" to "models/model" or "model:latest". Case does not matter.
 */
export function hasModelName(text: string, model: string): boolean {
  const lower = text.toLowerCase();
  const name = withoutDefaultTag(model.toLowerCase());
  const parts = name.split('/').slice(-NAME_PARTS_MAX);
  const shortened = parts.map((_, index) => parts.slice(index).join('/'));
  return [name, ...shortened].some((candidate) => candidate !== '' && hasName(lower, candidate));
}

function withoutDefaultTag(name: string): string {
  return name.endsWith(DEFAULT_TAG) ? name.slice(0, -DEFAULT_TAG.length) : name;
}

function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!isLongerBefore(text, at) && !isLongerFrom(text, at + name.length)) return true;
  }
  return false;
}

/** Whether a longer name ends in what begins here. */
function isLongerBefore(text: string, start: number): boolean {
  const last = text.charAt(start - 1);
  if (!JOINTS.has(last)) return NAME_CHARACTER.test(last);
  if (!NAME_CHARACTER.test(text.charAt(start - 2))) return false;
  return !BEFORE_NAME.test(text.slice(Math.max(0, start - BEFORE_NAME_CHARACTERS), start));
}

/** Whether a longer name begins with what ends here. */
function isLongerFrom(text: string, end: number): boolean {
  const from = text.startsWith(DEFAULT_TAG, end) ? end + DEFAULT_TAG.length : end;
  const first = text.charAt(from);
  return NAME_CHARACTER.test(JOINTS.has(first) ? text.charAt(from + 1) : first);
}
