import { randomBytes } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { CredentialEcho } from '../upstream/credential-echo';
import { DECODED_START_BYTES_MAX, decodeStart } from '../upstream/decode-start';
import { CompressedPassage } from './compressed-passage';
import { HOLD_BACK_BYTES_MAX } from './passage';
import { JSON_FORM } from './plain-form';

const CREDENTIAL = 'sk-live-0123456789abcdefghij';
const ERROR = '{"error":{"message":"x","code":502}}';
const QUOTE = `{"error":{"message":"${CREDENTIAL}"}}`;
const LARGE = 2 * DECODED_START_BYTES_MAX;
const form = { ...JSON_FORM, mayBeMarkup: false };
const HIDDEN = Buffer.from(`\0${CREDENTIAL}`);
/** RFC 1952, section 2.3.1: a flag, and the comment behind the header, up to a zero. */
function withComment(gzip: Buffer, comment: string): Buffer {
  gzip[3]! |= 16;
  return Buffer.concat([gzip.subarray(0, 10), Buffer.from(`${comment}\0`), gzip.subarray(10)]);
}
const noise = (bytes: number) => randomBytes(bytes).toString('base64');

function outcome(body: Buffer, coding = 'gzip', isJudged = true) {
  const decode = (bytes: Buffer) => decodeStart(['content-encoding', coding], bytes);
  const passage = new CompressedPassage(['choices'], form, new CredentialEcho(CREDENTIAL, []), isJudged, decode);
  const passed: Buffer[] = [];
  for (let at = 0; at < body.length; at += 5_000) {
    const { bytes, fault } = passage.push(body.subarray(at, at + 5_000));
    if (fault !== null) return fault.kind;
    if (bytes !== null) passed.push(bytes);
    expect(passage.letThrough()).toEqual({ bytes: null, fault: null });
  }
  const { bytes, fault } = passage.end();
  if (bytes !== null) passed.push(bytes);
  return fault?.kind ?? Buffer.concat(passed).equals(body);
}

describe('a compressed response', () => {
  it.each<[string, Buffer, string | true]>([
    ['an error', gzipSync(ERROR), 'ERROR_ANSWER'],
    ['content', gzipSync('{"choices":[1]}'), true],
    ['content of any size', gzipSync(`{"choices":["${CREDENTIAL}${noise(3 * HOLD_BACK_BYTES_MAX)}"]}`), true],
    ['content that becomes large', gzipSync(`{"choices":["${'x'.repeat(LARGE)}"]}`), true],
    ['white space', gzipSync(' '), 'BLANK'],
    ['nothing', Buffer.alloc(0), 'BLANK'],
    ['a page', gzipSync('<html>'), 'PAGE'],
    ['neither', gzipSync('{}'), true],
    ['what cannot be decoded', Buffer.from('cannot be decoded'), true],
  ])('is judged once it is complete, and passed on as it came: %s', (_title, body, expected) => {
    expect(outcome(body)).toBe(expected);
  });

  it.each<[string, Buffer, string, string]>([
    ['text', gzipSync(`Bad key: ${CREDENTIAL}`), 'ECHO', 'gzip'],
    ['JSON without an error', gzipSync(`{"detail":"${CREDENTIAL}"}`), 'ECHO', 'gzip'],
    ['an error behind much white space', gzipSync(' '.repeat(70_000) + QUOTE), 'ERROR_ANSWER', 'gzip'],
    ['an error behind more white space than is decoded', gzipSync(' '.repeat(LARGE) + QUOTE), 'UNSEARCHABLE', 'gzip'],
    ['an error that is too large to be held', gzipSync(`{"error":"${CREDENTIAL}${noise(90_000)}"}`), 'ECHO', 'gzip'],
    ['too large, quoting it late', gzipSync(`{"error":"${noise(90_000)}${CREDENTIAL}"}`), 'UNSEARCHABLE', 'gzip'],
    ['a response that breaks off', gzipSync(QUOTE).subarray(0, -9), 'ECHO', 'gzip'],
    ['another coding', brotliCompressSync(`{"detail":"${CREDENTIAL}"}`), 'ECHO', 'br'],
    ['two codings', gzipSync(gzipSync(`{"detail":"${CREDENTIAL}"}`)), 'ECHO', 'gzip, gzip'],
    ['a coding that it does not have', Buffer.from(QUOTE), 'ECHO', 'gzip'],
    ['an unknown coding', Buffer.from(QUOTE), 'ECHO', 'snappy'],
    ['zeros and more behind gzip', Buffer.concat([gzipSync('{}'), HIDDEN]), 'ECHO', 'gzip'],
    ['the same within gzip', gzipSync(Buffer.concat([gzipSync('{}'), HIDDEN])), 'ECHO', 'gzip, gzip'],
    ['a comment of gzip', withComment(gzipSync('{}'), CREDENTIAL), 'ECHO', 'gzip'],
    ['a comment of gzip in front of text', withComment(gzipSync('text'), CREDENTIAL), 'ECHO', 'gzip'],
  ])('does not pass on the credential: %s', (_title, body, expected, coding) => {
    expect(outcome(body, coding)).toBe(expected);
  });

  it('is only searched if it is not judged', () => {
    expect(outcome(gzipSync(ERROR), 'gzip', false)).toBe(true);
    expect(outcome(gzipSync('<html>'), 'gzip', false)).toBe(true);
    expect(outcome(gzipSync(QUOTE), 'gzip', false)).toBe('ECHO');
  });
});
