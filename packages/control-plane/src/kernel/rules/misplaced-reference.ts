import type { JudgeText } from './text-problems';

const REFERENCE = String.raw`\$\{(?:env|file|secret):[^{}]*\}`;
const WHOLE = new RegExp(String.raw`^\s*${REFERENCE}\s*$`);
/** In a manifest, `$${` is a literal `${`. */
const WITHIN = new RegExp(String.raw`(?<!\$)${REFERENCE}`);
/** The one member that may be a reference: an endpoint's, in a manifest. It has rules of its own. */
const CREDENTIAL = 'credential';
/** The secrets that are sent alongside a manifest. */
const SECRETS = 'secrets';
/** Members with text for people, or with a whole manifest: a reference within them is text. */
const PROSE: ReadonlySet<string | number> = new Set(['comment', 'displayName', 'manifest']);

const SENT_INSTEAD_OF_SECRET =
  'is sent as it is, but contains a reference such as `${env:NAME}`: a client has to resolve it and send the secret';
const BELOW_CREDENTIAL =
  'contains a reference such as `${env:NAME}`: in a manifest, write `credential: ${env:NAME}` itself; in any other input, the client has to resolve it and send the secret';
const ELSEWHERE =
  "contains a reference such as `${env:NAME}`: only an endpoint's `credential` can hold a secret. If this text is not a secret, write it here; in YAML, write several lines as a block (`|`). In a manifest, `$${` is a literal `${`, and the command line resolves references before it sends the manifest";

/**
 * What is wrong with a text of a change that is meant as a reference to a secret or a file where nothing resolves one: it
 * would be stored as it is, or refused as something else.
 */
export const judgeReferences: JudgeText = (text, path) =>
  isMisplaced(text, path.at(-1)) ? { message: messageAt(path), reason: 'NOT_ALLOWED' } : null;

/** @param member that has the text; undefined if it is not in an object */
function isMisplaced(text: string, member: string | number | undefined): boolean {
  if (member === CREDENTIAL || !text.includes('${')) return false;
  return WHOLE.test(text) || ((member === undefined || !PROSE.has(member)) && WITHIN.test(text));
}

function messageAt(path: readonly (string | number)[]): string {
  if (path.includes(CREDENTIAL)) return BELOW_CREDENTIAL;
  return path[0] === SECRETS ? SENT_INSTEAD_OF_SECRET : ELSEWHERE;
}
