import { NO_TOKENS } from '@switchyard/contract';
import { tokensOfAttempt } from './estimate-usage';
import { TOKEN_RATIOS_MAX, TokenRatios } from './token-ratios';
import type { ReadUsage } from './usage-reading';

const read = (tokens: object | null, isFinal: boolean): ReadUsage => ({
  tokens: tokens && { ...NO_TOKENS, ...tokens },
  isFinal,
  model: null,
  serviceTier: null,
});
const measured = (promptBytes: number, bytes: number, events: number | null = null) => ({
  ratioKey: 'm',
  promptBytes,
  answer: { bytes, events },
});

it('counts what a whole answer told', () => {
  const tokens = { ...NO_TOKENS, input: 10, output: 5 };
  expect(tokensOfAttempt(read(tokens, true), measured(1, 1), new TokenRatios())).toEqual({
    counted: tokens,
    estimated: NO_TOKENS,
  });
});

it('estimates a cut answer by the whole ones of its model, and takes the larger of that and what was told', () => {
  const ratios = new TokenRatios();
  for (let each = 0; each < 10; each += 1) {
    tokensOfAttempt(
      read({ input: 100, cacheRead: 100, output: 150, reasoning: 50 }, true),
      measured(1_000, 20_000),
      ratios,
    );
  }
  const estimated = (told: object | null) => tokensOfAttempt(read(told, false), measured(500, 8_000), ratios);
  expect(estimated(null)).toEqual({ counted: NO_TOKENS, estimated: { ...NO_TOKENS, input: 100, output: 80 } });
  expect(estimated({ input: 7, cacheRead: 8, output: 1 })?.estimated).toEqual({
    ...NO_TOKENS,
    input: 7,
    cacheRead: 8,
    output: 80,
  });
  expect(estimated({ input: 7, output: 30, reasoning: 60 })?.estimated).toMatchObject({ output: 30, reasoning: 60 });
});

it('takes each event of a stream for a token until it has learned better, and knows nothing of other answers', () => {
  const ratios = new TokenRatios();
  const stream = tokensOfAttempt(read(null, false), measured(40, 5_000, 12), ratios);
  expect(stream?.estimated).toEqual({ ...NO_TOKENS, input: 10, output: 12 });
  expect(tokensOfAttempt(read(null, false), measured(40, 5_000), ratios)).toBeNull();
  expect(tokensOfAttempt(read(null, false), measured(40, 0, 0), ratios)).toBeNull();
  expect(tokensOfAttempt(read({ input: 9 }, false), measured(40, 0), ratios)?.estimated).toMatchObject({ input: 9 });
});

it('follows a ratio that changes, keeps those of other models apart, and forgets the one unused for longest', () => {
  const ratios = new TokenRatios();
  for (let each = 0; each < 100; each += 1) ratios.learn('m', 40_000, 10_000);
  ratios.learn('other', 1_000, 100);
  expect(ratios.estimate('m', 400)).toBe(100);
  expect(ratios.estimate('other', 1_000)).toBe(100);
  for (let each = 0; each < 100; each += 1) ratios.learn('m', 20_000, 10_000);
  expect(ratios.estimate('m', 200)).toBeLessThanOrEqual(101);
  ratios.learn('other', 1_000, 100);
  for (let each = 0; each < TOKEN_RATIOS_MAX - 1; each += 1) ratios.learn(`model ${each}`, 8, 1);
  expect(ratios.estimate('other', 1_000)).toBe(100);
  expect(ratios.estimate('m', 400)).toBeNull();
});
