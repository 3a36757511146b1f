/** A header value with parameters, such as `form-data; name="model"`. */
export interface HeaderValue {
  /** The part before the parameters, in lower case. */
  readonly type: string;
  /** By name in lower case. Values are the text between the quotes, with escapes kept. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `problem` is a clause that continues after the header's name. */
export type ReadHeaderValue =
  | { readonly ok: true; readonly value: HeaderValue }
  | { readonly ok: false; readonly problem: string };

/** RFC 9110, section 5.6.2. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const TYPE = new RegExp(`^[ \\t]*(${TOKEN}(?:/${TOKEN})?)[ \\t]*`);
const PARAMETER = new RegExp(`^;[ \\t]*(${TOKEN})=(?:(${TOKEN})|"([^"]*)")[ \\t]*`);
const LAST_SEMICOLON = /^;[ \t]*$/;
/** ASCII control characters except the tab. */
const CONTROL = /[^\P{Cc}\t\u0080-\u009f]/u;

/** Whether a header contains control characters, such as a CR or LF. */
export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}

/**
 * Parses a value by RFC 9110, section 5.6.6, and refuses what two parsers may read differently: a repeated parameter,
 * one in pieces or with a charset (RFC 2231), and a backslash before a quote, which escapes the quote for some parsers
 * but not for those that follow HTML.
 *
 * @param extended the names, in lower case and with the `*`, of parameters that may have a charset
 */
export function readHeaderValue(header: string, extended: readonly string[]): ReadHeaderValue {
  const type = TYPE.exec(header);
  if (type === null || hasControl(header)) return { ok: false, problem: 'is malformed' };
  const parameters = new Map<string, string>();
  let rest = header.slice(type[0].length);
  while (rest !== '' && !LAST_SEMICOLON.test(rest)) {
    const match = PARAMETER.exec(rest);
    if (match === null) {
      return { ok: false, problem: 'may only have parameters of the form `; name=value` or `; name="value"`' };
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
