import { CLOSE_REASON_BYTES_MAX, closeReason } from './close-reason';

it('keeps a reason that fits', () => {
  expect(closeReason('The database is busy. Try again.')).toBe('The database is busy. Try again.');
  expect(closeReason('x'.repeat(CLOSE_REASON_BYTES_MAX))).toHaveLength(CLOSE_REASON_BYTES_MAX);
});

it('drops the last sentences of one that does not', () => {
  const first = 'The database is unavailable: it cannot be reached.';
  const more = ' Check that Postgres is running, and DATABASE_URL and the network to it. Try again.';
  expect(closeReason(first + more)).toBe(`${first}${more.slice(0, -' Try again.'.length)}`);
  expect(closeReason(`${first} ${'Long. '.repeat(30)}`)).toMatch(
    /^The database is unavailable: it cannot be reached\. (Long\. )*Long\.$/,
  );
});

it('cuts a sentence that is too long between characters', () => {
  expect(closeReason('ä€'.repeat(100))).toBe('ä€'.repeat(24) + 'ä');
  expect(Buffer.byteLength(closeReason('\u{1f600}'.repeat(100)))).toBe(120);
});
