import { CredentialEcho } from './credential-echo';

const CREDENTIAL = 'sk-ant-api03-Zx9/Kq2+Lm7=Pw4';
const echo = new CredentialEcho(CREDENTIAL, ['sk-ant-api03-', 'other']);

const escaped = Array.from(CREDENTIAL)
  .map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
  .join('');

describe('an error quotes the credential', () => {
  it.each<[string, string]>([
    ['as a whole', `bad key ${CREDENTIAL}!`],
    ['at its start', `bad key ${CREDENTIAL.slice(0, 14)}…`],
    ['in its middle', `…${CREDENTIAL.slice(9, 21)}…`],
    ['at its end', `…${CREDENTIAL.slice(-12)}`],
    ['percent-encoded', encodeURIComponent(CREDENTIAL)],
    ['with lower-case digits', CREDENTIAL.replaceAll('/', '%2f').replaceAll('+', '%2b')],
    ['escaped in JSON', `"${CREDENTIAL.replaceAll('/', '\\/')}"`],
    ['as code points', `"${escaped}"`],
    ['escaped twice', JSON.stringify(JSON.stringify(`"${escaped}"`))],
    ['percent-encoded in a URL in JSON', `"${encodeURIComponent(CREDENTIAL).replaceAll('%', '\\u0025')}"`],
    ['in UTF-16', Buffer.from(CREDENTIAL, 'utf16le').toString('latin1')],
  ])('%s', (_title, text) => {
    expect(echo.isIn(text)).toBe(true);
  });

  it.each<[string, string]>([
    ['nothing of it', 'bad key'],
    ['eleven characters', CREDENTIAL.slice(-11)],
    ['its public prefix', 'keys begin with sk-ant-api03-'],
    ['masked', `${CREDENTIAL.slice(0, 8)}****${CREDENTIAL.slice(-4)}`],
    ['another key', 'sk-ant-api03-00000000000'],
    ['broken escapes', '\\u00zz %zz \\'],
  ])('not with %s', (_title, text) => {
    expect(echo.isIn(text)).toBe(false);
  });

  it('of fewer than twelve characters only as a whole', () => {
    const short = new CredentialEcho('short-key', []);
    expect([short.isIn('a short-key'), short.isIn('a short-ke')]).toEqual([true, false]);
  });

  it('in a large text within milliseconds', () => {
    const token = new CredentialEcho(
      't'.repeat(2_000).replaceAll(/t/g, () => Math.random().toString(36).at(-1)!),
      [],
    );
    const startedAt = performance.now();
    expect(token.isIn('%41\\u0041'.repeat(7_000))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

it('a header has the credential only as a whole', () => {
  expect([echo.isWholeIn(`Bearer ${CREDENTIAL}`), echo.isWholeIn(CREDENTIAL.slice(1))]).toEqual([true, false]);
});
