import { firstElement } from '../formats/first-element';
import { parseJson } from '../formats/parse-json';
import { isEmpty } from './json-member';
import type { ContentFault, EchoSearch } from './passage';
import type { PlainForm } from './plain-form';

/**
 * What is wrong with a plain response that is complete.
 *
 * @param text decoded
 * @param contentMembers see the profile
 * @param echo finds the credential in a response without content; null if none was sent
 * @returns null if nothing is
 */
export function plainFault(
  text: Buffer,
  contentMembers: readonly string[],
  form: PlainForm,
  echo: EchoSearch | null,
): ContentFault | null {
  if (isBlank(text)) return form.mayBeBlank ? null : { kind: 'BLANK' };
  const json = parseJson(text);
  if (isError(json, contentMembers)) return { kind: 'ERROR_ANSWER', json };
  return !hasContent(json, contentMembers) && echo?.isSurelyIn(text) === true ? { kind: 'ECHO' } : null;
}

/** Whether JSON is an error, and not content. A failed Response of OpenAI's may have both. */
function isError(json: unknown, contentMembers: readonly string[]): boolean {
  const whole = firstElement(json);
  const isResponse =
    memberOf(whole, 'object') === 'response' ||
    (memberOf(whole, 'object') === undefined && Array.isArray(memberOf(whole, 'output')));
  if (isResponse && memberOf(whole, 'status') === 'failed') return true;
  const error = memberOf(whole, 'error');
  return !isEmpty(error) && error !== 0 && !hasContent(whole, contentMembers);
}

function hasContent(json: unknown, contentMembers: readonly string[]): boolean {
  const whole = firstElement(json);
  return contentMembers.some((name) => !isEmpty(memberOf(whole, name)));
}

function memberOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}

function isBlank(text: Buffer): boolean {
  return text.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
