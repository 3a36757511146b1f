import { JsonScanError, skipString, skipValue, skipWhitespace } from './json-scan';

const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const QUOTE = 0x22;

const OPTIONS = '"stream_options":{"include_usage":true},';
const OPTION = '"include_usage":true';
const OPTION_NAME = '"include_usage"';

interface Member {
  /** With its quotes, as it stands. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * A request in OpenAI's format that asks for the usage of its stream: with `stream_options.include_usage`, which OpenAI's API
 * reference describes at "Create chat completion".
 *
 * @param body JSON
 * @returns a copy; null if the request asks for no stream, or says already whether it wants the usage
 */
export function withStreamUsage(body: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Most requests ask for no stream, and a native search is the cheapest way to know it.
  if (!bytes.includes('"stream"')) return null;
  try {
    return added(bytes);
  } catch (error) {
    if (error instanceof JsonScanError) return null;
    throw error;
  }
}

function added(body: Buffer): Buffer | null {
  const opening = skipWhitespace(body, 0);
  const members = membersOf(body, opening);
  const streams = members.filter(({ name }) => name === '"stream"');
  if (streams.length === 0 || !streams.every((each) => textOf(body, each) === 'true')) return null;
  const [options, ...others] = members.filter(({ name }) => name === '"stream_options"');
  if (options === undefined) return spliced(body, opening + 1, opening + 1, OPTIONS);
  if (others.length > 0) return null;
  if (textOf(body, options) === 'null') return spliced(body, options.start, options.end, `{${OPTION}}`);
  if (body[options.start] !== OPEN_BRACE) return null;
  const given = membersOf(body, options.start);
  if (given.some(({ name }) => name === OPTION_NAME)) return null;
  const start = options.start + 1;
  return spliced(body, start, start, given.length === 0 ? OPTION : `${OPTION},`);
}

/** The members of an object; none if there is no object. @throws JsonScanError */
function membersOf(body: Buffer, start: number): Member[] {
  const members: Member[] = [];
  if (body[start] !== OPEN_BRACE) return members;
  let at = skipWhitespace(body, start + 1);
  while (body[at] === QUOTE) {
    const nameEnd = skipString(body, at);
    const name = body.toString('latin1', at, nameEnd);
    const colon = skipWhitespace(body, nameEnd);
    if (body[colon] !== COLON) throw new JsonScanError(`expected a colon at byte ${colon}`);
    const valueStart = skipWhitespace(body, colon + 1);
    const end = skipValue(body, valueStart);
    members.push({ name, start: valueStart, end });
    at = skipWhitespace(body, end);
    if (body[at] !== COMMA) break;
    at = skipWhitespace(body, at + 1);
  }
  if (body[at] !== CLOSE_BRACE) throw new JsonScanError(`expected the end of the object at byte ${at}`);
  return members;
}

function textOf(body: Buffer, { start, end }: Member): string {
  return body.toString('latin1', start, end);
}

function spliced(body: Buffer, start: number, end: number, text: string): Buffer {
  return Buffer.concat([body.subarray(0, start), Buffer.from(text), body.subarray(end)]);
}
