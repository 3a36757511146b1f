import { NO_TOKENS, TOKENS_PER_ATTEMPT_MAX } from '@switchyard/contract';
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
  modelId: 'm',
  operation: 'messages',
  isStreamed: false,
  prompt: { bytes: promptBytes, isAllText: true },
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

it('takes no operation that never tells its usage for another one of its model', () => {
  const ratios = new TokenRatios();
  tokensOfAttempt(read({ input: 100, output: 10 }, true), measured(400, 1_000), ratios);
  const counting = { ...measured(400, 20), operation: 'messages/count_tokens' };
  expect(tokensOfAttempt(read(null, false), counting, ratios)).toBeNull();
});

it('learns nothing of prompts that are not all text', () => {
  const ratios = new TokenRatios();
  const withImage = { ...measured(80, 5_000, 12), prompt: { bytes: 80, isAllText: false } };
  tokensOfAttempt(read({ input: 1_500, output: 10 }, true), withImage, ratios);
  expect(tokensOfAttempt(read(null, false), withImage, ratios)?.estimated).toMatchObject({ input: 20, output: 10 });
});

it('estimates no more than an attempt can have, and learns nothing from more', () => {
  const ratios = new TokenRatios();
  const max = TOKENS_PER_ATTEMPT_MAX;
  tokensOfAttempt(read({ input: max, cacheRead: 1, output: max, reasoning: 1 }, true), measured(1, 1), ratios);
  expect(tokensOfAttempt(read(null, false), measured(40, 5_000, 12), ratios)?.estimated).toMatchObject({
    input: 10,
    output: 12,
  });
  tokensOfAttempt(read({ input: max, output: max }, true), measured(1, 1), ratios);
  expect(tokensOfAttempt(read(null, false), measured(40, 5_000, 12), ratios)?.estimated).toMatchObject({
    input: max,
    output: max,
  });
});

it('takes what other models’ prompts have shown for a model that is new', () => {
  const ratios = new TokenRatios();
  tokensOfAttempt(read({ input: 100, output: 1 }, true), measured(800, 10), ratios);
  const other = { ...measured(80, 5_000, 12), modelId: 'another' };
  expect(tokensOfAttempt(read(null, false), other, ratios)?.estimated).toMatchObject({ input: 10, output: 12 });
});

it('follows a ratio that changes, keeps those of other models apart, and forgets the one unused for longest', () => {
  const ratios = new TokenRatios();
  const answer = (model: string) => ratios.of(model, 'messages', false).answer;
  for (let each = 0; each < 100; each += 1) answer('m').learn(40_000, 10_000);
  answer('other').learn(1_000, 100);
  expect([answer('m').estimate(400), answer('other').estimate(1_000)]).toEqual([100, 100]);
  expect(ratios.of('m', 'messages', true).answer.estimate(400)).toBeNull();
  for (let each = 0; each < 100; each += 1) answer('m').learn(20_000, 10_000);
  expect(answer('m').estimate(200)).toBeLessThanOrEqual(101);
  answer('other').learn(1_000, 100);
  for (let each = 0; each < TOKEN_RATIOS_MAX - 1; each += 1) answer(`model ${each}`).learn(8, 1);
  expect(answer('other').estimate(1_000)).toBe(100);
  expect(answer('m').estimate(400)).toBeNull();
});
