import { CredentialEcho } from '../upstream/credential-echo';
import { EchoWatch } from './echo-watch';

const CREDENTIAL = 'sk-live-0123456789abcdefghij';
const unicode = (text: string) =>
  Array.from(text, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

it.each([
  ['as it stands', CREDENTIAL.slice(0, 12)],
  ['escaped in JSON', unicode(CREDENTIAL.slice(4, 16))],
  ['percent-encoded behind that', encodeURIComponent(unicode(CREDENTIAL.slice(4, 16)))],
  ['in base64', Buffer.from(`user:${CREDENTIAL}`).toString('base64')],
  ['in UTF-16', Buffer.from(unicode(CREDENTIAL.slice(0, 12)), 'utf16le').toString('latin1')],
])('a part of the credential is found across pieces: %s', (_title, quote) => {
  const text = Buffer.from(`${'-'.repeat(2_000)}${quote}${'-'.repeat(2_000)}`, 'latin1');
  for (const size of [1, 7, 100, 1_999, 5_000]) {
    const watch = new EchoWatch(new CredentialEcho(CREDENTIAL, []));
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      text.subarray(index * size, (index + 1) * size),
    );
    const foundAt = pieces.findIndex((piece) => watch.completes(piece));
    expect([size, foundAt]).toEqual([size, expect.any(Number)]);
    // Not before it has begun, and at the latest when all of it is there.
    expect(foundAt).toBeGreaterThanOrEqual(Math.floor(2_000 / size));
    expect(foundAt).toBeLessThanOrEqual(Math.floor((2_000 + quote.length - 1) / size));
  }
});
