import { entriesWith } from '../testing/entry-fixture.suite';
import { defaultTerms, latestFailuresMs, nextAttemptTimeoutMs } from './route-terms';

const terms = { attemptsMax: 3, requestTimeoutMs: 100, totalTimeoutMs: 250 };

describe('nextAttemptTimeoutMs', () => {
  test('is the time of one attempt, limited by the remaining total time', () => {
    expect(nextAttemptTimeoutMs(terms, 0, 0)).toBe(100);
    expect(nextAttemptTimeoutMs(terms, 1, 150)).toBe(100);
    expect(nextAttemptTimeoutMs(terms, 2, 200)).toBe(50);
  });

  test('is null when the attempts or the time are used up', () => {
    expect(nextAttemptTimeoutMs(terms, 3, 0)).toBeNull();
    expect(nextAttemptTimeoutMs(terms, 0, 250)).toBeNull();
    expect(nextAttemptTimeoutMs(terms, 0, 251)).toBeNull();
  });
});

describe('latestFailuresMs', () => {
  test('has as many attempts as the candidates, the terms and the total time allow', () => {
    expect(latestFailuresMs(terms, 5)).toEqual([100, 200, 250]);
    expect(latestFailuresMs(terms, 2)).toEqual([100, 200]);
    expect(latestFailuresMs({ ...terms, attemptsMax: 1 }, 5)).toEqual([100]);
    expect(latestFailuresMs({ ...terms, totalTimeoutMs: 200 }, 5)).toEqual([100, 200]);
    expect(latestFailuresMs(terms, 0)).toEqual([]);
  });
});

test('a request without a policy has one attempt and the timeouts of the AI API', () => {
  const { aiApi } = entriesWith([], { requestTimeoutSeconds: 7, totalTimeoutSeconds: 9 });
  expect(defaultTerms(aiApi)).toEqual({ attemptsMax: 1, requestTimeoutMs: 7_000, totalTimeoutMs: 9_000 });
});
