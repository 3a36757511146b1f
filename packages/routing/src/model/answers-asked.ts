import { isForm, scanForm } from './form-scan';
import { JsonScanError, skipString, skipValue, skipWhitespace } from './json-scan';

const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const QUOTE = 0x22;
/** The member or field in OpenAI's format. */
const NAME = 'n';

const decoder = new TextDecoder();

/**
 * How many answers (choices, images) a request asks for by its member or form field `n`; 1 if it does not say. A vendor
 * refuses any other value.
 *
 * @param body JSON or a multipart form
 * @param contentType the request's; null if it has none
 */
export function answersAsked(body: Uint8Array, contentType: string | null): number {
  const text = contentType !== null && isForm(contentType) ? fieldOf(body, contentType) : memberOf(body);
  const count = Number(text);
  return Number.isSafeInteger(count) && count > 0 ? count : 1;
}

/** The text of the field; empty if there is none. */
function fieldOf(body: Uint8Array, contentType: string): string {
  const form = scanForm(body, contentType, NAME);
  const field = form.ok ? form.fields.at(-1) : undefined;
  return field === undefined ? '' : decoder.decode(body.subarray(field.start, field.end));
}

/** The value of the member as JSON; empty if there is none. The last one counts. */
function memberOf(body: Uint8Array): string {
  let value = '';
  try {
    let at = skipWhitespace(body, 0);
    if (body[at] !== OPEN_BRACE) return '';
    do {
      at = skipWhitespace(body, at + 1);
      if (body[at] !== QUOTE) return value;
      const nameEnd = skipString(body, at);
      const isIt = decoder.decode(body.subarray(at, nameEnd)) === `"${NAME}"`;
      const start = skipWhitespace(body, skipWhitespace(body, nameEnd) + 1);
      const end = skipValue(body, start);
      if (isIt) value = decoder.decode(body.subarray(start, end));
      at = skipWhitespace(body, end);
    } while (body[at] === COMMA);
  } catch (error) {
    if (!(error instanceof JsonScanError)) throw error;
  }
  return value;
}
