import { isDeepStrictEqual } from 'node:util';
import { customProfile, type ErrorKind, openaiProfile, type ProviderProfile } from '@switchyard/contract';
import { judging, TEMPLATES } from '../testing/judged-error.suite';

const judge = judging(400);

const invalid = ['invalid_request_error'];

describe('a message that quotes what a consumer sent', () => {
  /** What all vendors say, each with every profile. */
  const patterns = TEMPLATES.flatMap(([, { errorRules }]) => errorRules.flatMap(({ messages }) => messages));
  const phrases = new Set([
    ...patterns.map((pattern) => pattern.replaceAll('*', 'a')),
    ...['Missing scopes: model.request', 'You do not have permission', 'Rate limit reached. Please try again in 59m.'],
  ]);
  const frames: ((text: string) => string)[] = [
    (text) => `Invalid value: '${text}'. Supported values are: 'a', 'b'.`,
    (text) => `messages.0.role: "${text}" is not allowed`,
    (text) => `"${text}" is not of type 'object' - 'messages.0'`,
    (text) => `Unknown parameter: \`${text}\`.`,
    (text) => `[{'type': 'string_type', 'loc': ('body',), 'input': '${text}'}]`,
    (text) => `Failed to parse role “${text}”, try another`,
  ];
  const unquoted: ((text: string) => string)[] = [
    (text) => `Failed to parse role ${text}, see the docs for what is supported`,
    (text) => `1 validation error for Message: input_value=${text}, input_type=str`,
  ];

  /** The phrases, each in its frame, after which a profile judges an error differently than before. */
  const misread = (by: (message: string) => unknown, framings: typeof frames) =>
    [...phrases].flatMap((phrase) =>
      framings.map((frame) => frame(phrase)).filter((message) => !isDeepStrictEqual(by(message), by('a'))),
    );

  test.each(TEMPLATES)('means nothing by it: %s', (_vendor, profile) => {
    for (const codes of [invalid, ['INVALID_ARGUMENT'], []]) {
      expect(misread((message) => judge(profile, { codes, message }), frames)).toEqual([]);
    }
  });

  test.each(TEMPLATES)('not even where it stands without quotation marks: %s', (_vendor, profile) => {
    expect(misread((message) => judge(profile, { codes: invalid, message }), unquoted)).toEqual([]);
  });

  test.each(TEMPLATES)('no wording that suspends a target begins with a wildcard: %s', (_vendor, profile) => {
    const open = profile.errorRules.filter(({ messages }) => messages.some((message) => message.startsWith('*')));
    expect(open.filter(({ suspends, kind }) => suspends && kind !== 'CONTENT_FILTERED')).toEqual([]);
    expect(open.filter(({ statuses }) => statuses.length === 0)).toEqual([]);
  });

  const HARD: readonly ErrorKind[] = ['CREDENTIAL_REJECTED', 'ACCOUNT_EXHAUSTED'];
  const isOpen = (text: string) => text.slice(0, -1).includes('*');
  /** Rules that suspend hard, and in the middle of whose texts anything may stand. */
  const openRules = ({ errorRules }: ProviderProfile) =>
    errorRules.filter(
      ({ kind, suspends, codes, messages }) => suspends && HARD.includes(kind) && [...codes, ...messages].some(isOpen),
    );

  test.each(TEMPLATES)('no wording that suspends hard is completed by it: %s', (_vendor, profile) => {
    for (const { codes, messages } of openRules(profile)) {
      for (const text of [...codes, ...messages].filter(isOpen)) {
        const filled = text.replaceAll('*', ' role "x" is unknown; ');
        for (const status of [null, 400, 404, 409, 422, 424, 500, 503]) {
          const judged = judge(profile, { status, codes: codes.length > 0 ? [filled] : invalid, message: filled });
          expect([text, judged.suspension?.grade ?? 'NONE']).not.toEqual([text, 'HARD']);
        }
      }
    }
  });

  /** What comes behind a colon is the credential itself. */
  const isWhole = (message: string) => !message.endsWith('*') || /[.:] \*$|\.\*$/.test(message);

  test.each(TEMPLATES)('every wording about a credential is a whole sentence: %s', (_vendor, { errorRules }) => {
    const wordings = errorRules
      .filter(({ kind }) => kind === 'CREDENTIAL_REJECTED')
      .flatMap(({ messages }) => messages);
    expect(wordings.filter((message) => !isWhole(message))).toEqual([]);
  });

  test.each(TEMPLATES)('every such wording is bound to statuses of an account: %s', (_vendor, profile) => {
    for (const rule of openRules(profile)) {
      expect(rule.statuses.length).toBeGreaterThan(0);
      expect([401, 402, 403, 412, 429]).toEqual(expect.arrayContaining(rule.statuses));
    }
  });

  test('cannot make a suspension hard by a wait', () => {
    for (const frame of [...frames, ...unquoted]) {
      const message = frame('Please try again in 59m.');
      for (const status of [429, 503, 529, 500]) {
        const judged = judge(customProfile, { status, message });
        expect(judged.suspension).toEqual({ grade: 'SOFT', cause: 'FAILURE_STATUS', retryAfterMs: null });
      }
      expect(judge(openaiProfile, { status: 429, codes: ['rate_limit_exceeded'], message }).suspension?.grade).toBe(
        'SOFT',
      );
    }
  });
});
