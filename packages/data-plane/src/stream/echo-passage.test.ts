import { CredentialEcho } from '../upstream/credential-echo';
import { EchoPassage, SEARCHED_BYTES_MAX } from './echo-passage';

const CREDENTIAL = 'sk-live-0123456789abcdefghij';
const QUOTE = `{"error":{"message":"bad key ${CREDENTIAL}"}}`;
const PIECE_BYTES = 1_000;

/** What is passed on of a text that comes in pieces, and the fault. */
function outcome(text: string, bytesMax?: number) {
  const passage = new EchoPassage(new CredentialEcho(CREDENTIAL, []), bytesMax);
  let passed = '';
  for (let at = 0; at < text.length; at += PIECE_BYTES) {
    const { bytes, fault } = passage.push(Buffer.from(text.slice(at, at + PIECE_BYTES)));
    if (fault !== null) {
      expect([bytes, passage.hasContent, passage.push(Buffer.from('more')).bytes]).toEqual([null, false, null]);
      return { passed, fault: fault.kind };
    }
    passed += bytes?.toString() ?? '';
  }
  expect([passage.hasContent, passage.letThrough(), passage.end()]).toEqual([
    true,
    { bytes: null, fault: null },
    { bytes: null, fault: null },
  ]);
  return { passed, fault: null };
}

it('a response of unknown content is passed on as it comes', () => {
  const text = 'text '.repeat(20_000);
  expect(outcome(text)).toEqual({ passed: text, fault: null });
});

it('a credential is found wherever it stands in the first 64 KiB, and not passed on', () => {
  for (const before of [0, PIECE_BYTES - 40, PIECE_BYTES - 20, 7 * PIECE_BYTES, SEARCHED_BYTES_MAX - QUOTE.length]) {
    const { passed, fault } = outcome('-'.repeat(before) + QUOTE);
    expect([before, fault, passed.includes(CREDENTIAL.slice(0, 12))]).toEqual([before, 'ECHO', false]);
  }
});

it('a download is not searched behind that, unless each of its lines may be an error', () => {
  const text = '-'.repeat(SEARCHED_BYTES_MAX + PIECE_BYTES) + QUOTE;
  expect(outcome(text)).toEqual({ passed: text, fault: null });
  expect(outcome(text, Number.POSITIVE_INFINITY).fault).toBe('ECHO');
});
