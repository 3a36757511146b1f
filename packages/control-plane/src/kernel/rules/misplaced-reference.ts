const REFERENCE = String.raw`\$\{(?:env|file|secret):[^{}]*\}`;
const WHOLE = new RegExp(String.raw`^\s*${REFERENCE}\s*$`);
const WITHIN = new RegExp(REFERENCE);
/** The one member that may be a reference: an endpoint's, in a manifest. It has rules of its own. */
const CREDENTIAL = 'credential';
/** Members with text for people, or with a whole manifest: a reference within them is text. */
const PROSE: ReadonlySet<string | number> = new Set(['comment', 'displayName', 'manifest']);

export const MISPLACED_REFERENCE =
  "contains a reference such as `${env:NAME}`, and only an endpoint's `credential` in a manifest can be one: write the text itself here, in YAML several lines as a block (`|`)";

/**
 * Whether a text is meant as a reference to a secret or a file where nothing resolves one, so that it would be stored as
 * it is, or refused as something else.
 *
 * @param member that has the text; undefined if it is not in an object
 */
export function isMisplacedReference(text: string, member: string | number | undefined): boolean {
  if (member === CREDENTIAL || !text.includes('${')) return false;
  return WHOLE.test(text) || ((member === undefined || !PROSE.has(member)) && WITHIN.test(text));
}
