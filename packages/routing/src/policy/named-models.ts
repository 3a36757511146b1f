/**
 * Which model a vendor's error is about. A request may name other models than the one that it was routed by: in fallbacks,
 * in tools, or in what it quotes. That such a model is missing says nothing about the target.
 */

/** Words that follow "model" where no name does. */
const NO_NAMES: ReadonlySet<string> = new Set(
  (
    'a an the this that it its your you please is isnt was wasnt are were be been does doesnt did do has hasnt had have no not ' +
    'or and in on of for to by at with from via which cannot cant could can may must will name named names id ids identifier ' +
    'code version parameter field deployment endpoint provider type exist exists exited found missing unavailable available ' +
    'unknown invalid provided requested specified passed given currently temporarily yet longer access permission retired ' +
    'deprecated decommissioned removed disabled deployed inaccessible accessible supported model models'
  ).split(' '),
);
const SUBJECTS: ReadonlySet<string> = new Set(['resource', 'api', 'function', 'key', 'team', ...NO_NAMES]);

const QUOTED = /(?<![\p{L}\p{N}_])(?:"([^"]*)"|'([^']*)'|`([^`]*)`|“([^”]*)”|‘([^’]*)’|«([^»]*)»)/gu;
const AFTER_MODEL = /\bmodels?\b(?:\s+(?:id|name|identifier)\b)?\s*[:=]?\s*(\S+)/giu;
/** The subject of the first sentence, if it is one word. */
const SUBJECT = /^\s*(\S+)\s+(?:is|was|does|has|could|cannot|not)\b/iu;
/** What looks like a name wherever it stands: letters with a digit or one of these marks inside. */
const NAME_LIKE = /^(?=.*\p{L})[^\s]*(?:\p{N}|[\p{L}\p{N}][/:_@][\p{L}\p{N}])/u;
const NO_NAME = /:\/\/|^and\/or$|^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/i;
const PUNCTUATION = /^[\s"'`“”‘’«»()[\]{}<,;:.!?]+|[\s"'`“”‘’«»()[\]{}>,;:.!?]+$/gu;
const ASSIGNED = /^models?[=:]/i;
const RESOURCE_PATH = /(^|\/)(models?|deployments)\/$/;

/**
 * Whether an error's message names models, none of which is the one that was sent.
 *
 * @param sent the model's name as the vendor got it; null if it got none
 */
export function namesOtherModel(message: string, sent: string | null): boolean {
  const names = modelsNamedIn(message);
  return names.length > 0 && !(sent !== null && names.some((name) => isSame(name, sent.toLowerCase())));
}

function modelsNamedIn(message: string): string[] {
  const quoted = [...message.matchAll(QUOTED)].map((match) => match.slice(1).find((text) => text !== undefined) ?? '');
  const after = [...message.matchAll(AFTER_MODEL)]
    .map((match) => match[1] ?? '')
    .filter((word) => !isWordOf(NO_NAMES, word));
  const subject = SUBJECT.exec(message)?.[1] ?? '';
  const words = message
    .split(/\s+/)
    .map(bare)
    .filter((word) => NAME_LIKE.test(word) && !NO_NAME.test(word));
  return [...quoted, ...after, ...(isWordOf(SUBJECTS, subject) ? [] : [subject]), ...words]
    .map((name) => bare(name).toLowerCase())
    .filter((name) => name !== '' && !NO_NAMES.has(name));
}

function isWordOf(words: ReadonlySet<string>, text: string): boolean {
  const word = bare(text).toLowerCase().replaceAll(/['’]/g, '');
  return word === '' || words.has(word);
}

function bare(text: string): string {
  return text.replaceAll(PUNCTUATION, '').replace(ASSIGNED, '').replaceAll(PUNCTUATION, '');
}

/** Vendors shorten "vendor/model" to "model", and lengthen "model" to "models/model". */
function isSame(name: string, sent: string): boolean {
  if (name === sent || sent.endsWith(`/${name}`)) return true;
  return name.endsWith(sent) && RESOURCE_PATH.test(name.slice(0, name.length - sent.length));
}
