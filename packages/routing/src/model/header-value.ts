/** A header's value with parameters, such as `form-data; name="model"`. */
export interface HeaderValue {
  /** What stands before the parameters, in lower case. */
  readonly type: string;
  /** By their names in lower case. Their values are as they stand between the quotes, with no escape undone. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `problem` is a clause that follows the header's name. */
export type ReadHeaderValue =
  { readonly ok: true; readonly value: HeaderValue } | { readonly ok: false; readonly problem: string };

/** RFC 9110, section 5.6.2. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const TYPE = new RegExp(`^[ \\t]*(${TOKEN}(?:/${TOKEN})?)[ \\t]*`);
const PARAMETER = new RegExp(`^;[ \\t]*(${TOKEN})=(?:(${TOKEN})|"([^"]*)")[ \\t]*`);
const LAST_SEMICOLON = /^;[ \t]*$/;
/** Control characters of ASCII without the tab. */
const CONTROL = /[^\P{Cc}\t\u0080-\u009f]/u;

/** Whether a header holds what no header may, such as a CR or LF. */
export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}

/**
 * Reads a value by RFC 9110, section 5.6.6, and refuses what two readers may read differently: a parameter that is
 * there twice, one in pieces or with its own charset (RFC 2231), and a backslash before a quote, which escapes the
 * quote for some readers and not for those that follow HTML.
 *
 * @param extended the names, in lower case and with their `*`, that may be in a charset of their own
 */
export function readHeaderValue(header: string, extended: readonly string[]): ReadHeaderValue {
  const type = TYPE.exec(header);
  if (type === null || hasControl(header)) return { ok: false, problem: 'is malformed' };
  const parameters = new Map<string, string>();
  let rest = header.slice(type[0].length);
  while (rest !== '' && !LAST_SEMICOLON.test(rest)) {
    const match = PARAMETER.exec(rest);
    if (match === null) {
      return { ok: false, problem: 'must have parameters of the form `; name=value` or `; name="value"` only' };
    }
    const [whole, spelled = '', token, quoted = ''] = match;
    const name = spelled.toLowerCase();
    if (parameters.has(name)) return { ok: false, problem: `must not repeat the parameter \`${name}\`` };
    if (name.includes('*') && !extended.includes(name)) {
      return { ok: false, problem: `must not have the parameter \`${name}\`` };
    }
    if (token === undefined && quoted.endsWith('\\')) {
      return { ok: false, problem: `must not have a backslash before a quote; write the quote as %22` };
    }
    parameters.set(name, token ?? quoted);
    rest = rest.slice(whole.length);
  }
  return { ok: true, value: { type: (type[1] ?? '').toLowerCase(), parameters } };
}
