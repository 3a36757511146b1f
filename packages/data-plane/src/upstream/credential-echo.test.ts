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
    ['escaped in HTML', CREDENTIAL.replaceAll('/', '&#x2F;').replaceAll('+', '&#43;').replaceAll('=', '&equals;')],
    ['escaped in a URL in HTML', encodeURIComponent(CREDENTIAL).replaceAll('%', '&#x25;')],
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

  it.each([0, 1, 2])('in base64, behind %i bytes', (before) => {
    const text = (part: string, alphabet: 'base64' | 'base64url') =>
      Buffer.from(`${'x'.repeat(before)}${part}yy`).toString(alphabet);
    for (const alphabet of ['base64', 'base64url'] as const) {
      for (const part of [CREDENTIAL, CREDENTIAL.slice(5, 17), CREDENTIAL.slice(-12)]) {
        expect([part, echo.isIn(`key: ${text(part, alphabet)}.`)]).toEqual([part, true]);
      }
      expect(echo.isIn(text('sk-ant-api03-', alphabet))).toBe(false);
    }
  });

  it('of a credential that has escapes of its own', () => {
    const odd = new CredentialEcho('%41\\u0041&amp;1234', []);
    for (const text of ['%41\\u0041&amp;1234', '%2541%5Cu0041%26amp;1234', '%41\\\\u0041&amp;1234']) {
      expect([text, odd.isIn(`"${text}"`)]).toEqual([text, true]);
    }
  });
});

describe('a header of any response has the whole credential', () => {
  it.each<[string, string, string]>([
    ['in its value', 'x-debug', `Bearer ${CREDENTIAL}`],
    ['percent-encoded', 'location', `/?key=${encodeURIComponent(CREDENTIAL)}`],
    ['escaped in JSON', 'x-debug', `{"key":"${escaped}"}`],
    ['in base64', 'x-debug', Buffer.from(`user:${CREDENTIAL}`).toString('base64')],
    ['in its name, in any case', `X-${CREDENTIAL.toUpperCase()}`, ''],
  ])('%s', (_title, name, value) => {
    expect(echo.isWholeInHeader(name, value)).toBe(true);
  });

  it.each<[string, string, string]>([
    ['a part', 'x-debug', CREDENTIAL.slice(1)],
    ['a part in the name', `x-${CREDENTIAL.slice(1)}`, ''],
  ])('not with %s', (_title, name, value) => {
    expect(echo.isWholeInHeader(name, value)).toBe(false);
  });

  it('but names do not count for a placeholder', () => {
    expect(new CredentialEcho('x', []).isWholeInHeader('x-model', '')).toBe(false);
  });
});

it('the headers of an error are found by a part of it in a value or a name', () => {
  const part = CREDENTIAL.slice(9, 21);
  expect(
    [
      ['x-debug', encodeURIComponent(part)],
      [`x-${part.toLowerCase()}`, '1'],
      ['x-debug', part.slice(1)],
      ['x-sk-ant-api03-', '1'],
    ].map((headers) => echo.isInHeaders(headers)),
  ).toEqual([true, true, false, false]);
});
