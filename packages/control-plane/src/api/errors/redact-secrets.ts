import type { GraphQLSchema } from 'graphql';
import { type GivenRequest, givenSecrets, type GivenSecrets } from './given-secrets';

/**
 * GraphQL's messages quote values that do not fit the schema. Their sender may see them again, but not a secret at a
 * place where the schema asks for one: such a message is pasted into tickets and kept by tools.
 *
 * @returns replaces the secrets of a request in a message by `…`, and leaves the rest as it is
 */
export function secretRedactor(schema: GraphQLSchema, request: GivenRequest): (message: string) => string {
  let secrets: GivenSecrets | null = null;
  return (message) => {
    secrets ??= givenSecrets(schema, request);
    return redactSecrets(message, secrets);
  };
}

const REDACTED = '…';
/** Where GraphQL begins to quote a string: every quote within one follows a backslash. */
const OPENING_QUOTE = /(?<=^|[\s[(])"/g;
const BLOCK_QUOTE = '"""';
/** A number or a name, where GraphQL prints a value. */
const BARE_VALUE = /(?<=[\s[])[-+.\w]+/g;

function redactSecrets(message: string, { quoted, bare }: GivenSecrets): string {
  const redacted = quoted.size === 0 ? message : redactStrings(message, quoted);
  return bare.size === 0
    ? redacted
    : redacted.replaceAll(BARE_VALUE, (value) => (bare.has(value.replace(/\.$/, '')) ? REDACTED : value));
}

/** Linear in the length of the message: each string ends before the next one begins. */
function redactStrings(message: string, secrets: ReadonlySet<string>): string {
  const blocks = new Set([...secrets].map(withoutSpace));
  let redacted = '';
  let done = 0;
  for (const { index } of message.matchAll(OPENING_QUOTE)) {
    if (index < done) continue;
    const quote = message.startsWith(BLOCK_QUOTE, index) ? BLOCK_QUOTE : '"';
    const end = endOfString(message, index + quote.length, quote);
    const content = message.slice(index + quote.length, end);
    const isSecret =
      quote === BLOCK_QUOTE
        ? blocks.has(withoutSpace(content.replaceAll(`\\${BLOCK_QUOTE}`, BLOCK_QUOTE)))
        : secrets.has(unescaped(content) ?? content);
    if (!isSecret) continue;
    redacted += `${message.slice(done, index)}"${REDACTED}"`;
    done = end + quote.length;
  }
  return redacted + message.slice(done);
}

/** Where a string ends; the end of the message where it does not. */
function endOfString(message: string, from: number, quote: string): number {
  let end = message.indexOf(quote, from);
  while (end !== -1 && isEscaped(message, from, end, quote)) end = message.indexOf(quote, end + 1);
  return end === -1 ? message.length : end;
}

/** In a block string, a backslash escapes only the three quotes. */
function isEscaped(message: string, from: number, at: number, quote: string): boolean {
  let start = at;
  while (start > from && message[start - 1] === '\\') start -= 1;
  return quote === BLOCK_QUOTE ? start < at : (at - start) % 2 === 1;
}

function unescaped(content: string): string | null {
  try {
    return String(JSON.parse(`"${content}"`));
  } catch {
    return null;
  }
}

/** GraphQL indents a block string where it prints it. */
function withoutSpace(text: string): string {
  return text.replaceAll(/\s/g, '');
}
