import { promisify } from 'node:util';
import { brotliCompress, deflate, gzip, zstdCompress } from 'node:zlib';
import * as contract from '@switchyard/contract';
import { EventCutter } from '../stream/event-cutter';
import { readStreamEvent } from '../stream/stream-event';
import { CompressedUsage } from './compressed-usage';
import { PlainUsage } from './plain-usage';
import { StreamUsage } from './stream-usage';
import { UsagePlaces } from './usage-places';

const { NO_TOKENS } = contract;
const CHAT = {
  prompt_tokens: 1_117,
  completion_tokens: 46,
  total_tokens: 1_163,
  prompt_tokens_details: { cached_tokens: 1_024, cache_write_tokens: 13, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 0 },
};
const CHAT_TOKENS = { ...NO_TOKENS, input: 80, cacheRead: 1_024, cacheWrite5m: 13, output: 26, reasoning: 20 };
const ANTHROPIC = {
  input_tokens: 2_095,
  cache_creation_input_tokens: 2_048,
  cache_read_input_tokens: 300,
  cache_creation: { ephemeral_5m_input_tokens: 2_000, ephemeral_1h_input_tokens: 48 },
  output_tokens: 503,
  output_tokens_details: { thinking_tokens: 103 },
  service_tier: 'Priority',
};
const ANTHROPIC_TOKENS = {
  input: 2_095,
  cacheRead: 300,
  cacheWrite5m: 2_000,
  cacheWrite1h: 48,
  output: 400,
  reasoning: 103,
};

/** Reads the answer split into pieces of each of some sizes, which must not matter. */
function plain(profile: contract.ProviderProfile, answer: unknown, headers: readonly string[] = []) {
  const bytes = Buffer.from(JSON.stringify(answer));
  const [first, ...others] = [1, 2, 3, 7, 1_000_000].map((size) => {
    const usage = new PlainUsage(new UsagePlaces(profile), headers);
    for (let at = 0; at < bytes.length; at += size) usage.push(bytes.subarray(at, at + size));
    return usage.end(true);
  });
  for (const other of others) expect(other).toEqual(first);
  return first!;
}

/** @param events their data, and the number of the one that finishes the answer */
function streamed(
  profile: contract.ProviderProfile,
  events: readonly unknown[],
  finish = events.length - 1,
  isWhole = true,
) {
  const bytes = Buffer.from(
    events.map((data) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`).join(''),
  );
  const [first, ...others] = [1, 5, 1_000_000].map((size) => {
    const usage = new StreamUsage(new UsagePlaces(profile), []);
    const cutter = new EventCutter();
    let number = 0;
    for (let at = 0; at < bytes.length; at += size) {
      const whole = cutter.push(bytes.subarray(at, at + size));
      let start = 0;
      for (const end of whole?.ends ?? []) {
        usage.push(readStreamEvent(whole!.bytes, start, end), true, number >= finish);
        number += 1;
        start = end;
      }
    }
    return usage.end(isWhole);
  });
  for (const other of others) expect(other).toEqual(first);
  return first!;
}

it.each<[string, contract.ProviderProfile, unknown, Partial<contract.TokenCounts>]>([
  ['OpenAI chat', contract.openaiProfile, { model: 'm', usage: CHAT }, CHAT_TOKENS],
  [
    'OpenAI Responses',
    contract.openaiProfile,
    {
      model: 'm',
      usage: {
        input_tokens: 36,
        input_tokens_details: { cached_tokens: 6 },
        output_tokens: 87,
        output_tokens_details: { reasoning_tokens: 7 },
        total_tokens: 123,
      },
    },
    { input: 30, cacheRead: 6, output: 80, reasoning: 7 },
  ],
  [
    'OpenAI embeddings',
    contract.openaiProfile,
    { data: [], usage: { prompt_tokens: 8, total_tokens: 8 } },
    { input: 8 },
  ],
  [
    'OpenAI transcription',
    contract.openaiProfile,
    {
      text: 'x',
      usage: { type: 'tokens', input_tokens: 14, input_token_details: {}, output_tokens: 45, total_tokens: 59 },
    },
    { input: 14, output: 45 },
  ],
  ['Azure OpenAI', contract.azureOpenaiProfile, { usage: CHAT }, CHAT_TOKENS],
  [
    "another vendor's model on Azure AI Foundry",
    contract.azureAiFoundryProfile,
    {
      usage: {
        prompt_tokens: 11,
        completion_tokens: 7,
        total_tokens: 18,
        prompt_tokens_details: null,
        reasoning_tokens: 3,
      },
    },
    { input: 11, output: 4, reasoning: 3 },
  ],
  [
    'a server whose completion excludes reasoning, as its total shows (xAI)',
    contract.openaiCompatibleProfile,
    {
      usage: {
        prompt_tokens: 12,
        completion_tokens: 2,
        total_tokens: 330,
        completion_tokens_details: { reasoning_tokens: 316 },
      },
    },
    { input: 12, output: 2, reasoning: 316 },
  ],
  [
    'DeepSeek',
    contract.openaiCompatibleProfile,
    {
      usage: {
        prompt_tokens: 13,
        completion_tokens: 300,
        total_tokens: 313,
        prompt_cache_hit_tokens: 5,
        prompt_cache_miss_tokens: 8,
        prompt_tokens_details: { cached_tokens: 5 },
      },
    },
    { input: 8, cacheRead: 5, output: 300 },
  ],
  [
    'Mistral',
    contract.mistralProfile,
    { usage: { prompt_tokens: 13, completion_tokens: 8, total_tokens: 21, num_cached_tokens: 4 } },
    { input: 9, cacheRead: 4, output: 8 },
  ],
  ['Anthropic', contract.anthropicProfile, { type: 'message', usage: ANTHROPIC }, ANTHROPIC_TOKENS],
  [
    'Anthropic without a breakdown of what was cached',
    contract.anthropicProfile,
    { usage: { input_tokens: 3, cache_creation_input_tokens: 5, cache_read_input_tokens: null, output_tokens: 1 } },
    { input: 3, cacheWrite5m: 5, output: 1 },
  ],
  [
    'Gemini',
    contract.geminiProfile,
    {
      usageMetadata: {
        promptTokenCount: 100,
        cachedContentTokenCount: 60,
        candidatesTokenCount: 20,
        thoughtsTokenCount: 30,
        toolUsePromptTokenCount: 7,
        totalTokenCount: 157,
      },
    },
    { input: 47, cacheRead: 60, output: 20, reasoning: 30 },
  ],
  [
    "Gemini in OpenAI's form, which counts reasoning in the total alone",
    contract.geminiProfile,
    { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 65 } },
    { input: 10, output: 5, reasoning: 50 },
  ],
  [
    'a Gemini interaction',
    contract.geminiProfile,
    {
      usage: {
        total_input_tokens: 7,
        total_cached_tokens: 2,
        total_output_tokens: 20,
        total_thought_tokens: 22,
        total_tool_use_tokens: 1,
        total_tokens: 50,
      },
    },
    { input: 6, cacheRead: 2, output: 20, reasoning: 22 },
  ],
])('counts the disjoint kinds of %s', (_answer, profile, answer, tokens) => {
  expect(plain(profile, answer)).toMatchObject({ tokens: { ...NO_TOKENS, ...tokens }, isFinal: true });
});

it('reads model and service tier, and takes nothing of what the answer only quotes', () => {
  const tool = { usage: { input_tokens: 1, output_tokens: 1 }, model: 'not it' };
  const answer = { content: [{ type: 'tool_use', input: tool }], model: 'claude', usage: ANTHROPIC };
  expect(plain(contract.anthropicProfile, answer)).toEqual({
    tokens: ANTHROPIC_TOKENS,
    isFinal: true,
    model: 'claude',
    serviceTier: 'priority',
  });
});

it('tells an answer without usage, and a broken one, from a counted one', () => {
  expect(plain(contract.openaiProfile, { model: 'm', data: [] })).toMatchObject({ tokens: null, isFinal: false });
  const usage = new PlainUsage(new UsagePlaces(contract.openaiProfile), []);
  usage.push(Buffer.from(JSON.stringify({ usage: CHAT, choices: ['…'] }).slice(0, -5)));
  expect(usage.end(false)).toMatchObject({ tokens: CHAT_TOKENS, isFinal: false });
});

it.each([-1, 1.5, '7', 1e300, null, {}])('takes %j for no number of tokens', (prompt_tokens) => {
  const { tokens } = plain(contract.openaiProfile, { usage: { prompt_tokens, completion_tokens: 3 } });
  expect(tokens).toEqual({ ...NO_TOKENS, output: 3 });
});

it('reads counts from headers', () => {
  const profile = { ...contract.openaiProfile, promptTokensPath: 'header:x-input-tokens', cachedTokensPath: null };
  expect(plain(profile, {}, ['X-Input-Tokens', '12']).tokens).toEqual({ ...NO_TOKENS, input: 12 });
});

describe('a stream', () => {
  const delta = (content: string) => ({
    model: 'm',
    choices: [{ delta: { content }, finish_reason: null }],
    usage: null,
  });

  it("of OpenAI's counts by the chunk after the one that finishes", () => {
    const events = [delta('"prompt_tokens": 5'), delta(''), { model: 'm', choices: [], usage: CHAT }, '[DONE]'];
    expect(streamed(contract.openaiProfile, events, 1)).toMatchObject({
      tokens: CHAT_TOKENS,
      isFinal: true,
      model: 'm',
    });
    expect(streamed(contract.openaiProfile, events, 1, false)).toMatchObject({ tokens: CHAT_TOKENS, isFinal: true });
  });

  it('that was cut before it has no count, and one that finished without usage neither', () => {
    expect(streamed(contract.openaiProfile, [delta('a'), delta('b')], 9, false)).toMatchObject({ tokens: null });
    expect(streamed(contract.openaiProfile, [delta('a'), delta('b'), '[DONE]'], 1)).toMatchObject({ isFinal: false });
  });

  it("of OpenAI's Responses counts by its last event", () => {
    const response = {
      model: 'm',
      service_tier: 'flex',
      usage: { input_tokens: 36, output_tokens: 87, total_tokens: 123 },
    };
    const events = [
      { type: 'response.created', response: { ...response, usage: null } },
      { type: 'response.completed', response },
    ];
    expect(streamed(contract.openaiProfile, events)).toEqual({
      tokens: { ...NO_TOKENS, input: 36, output: 87 },
      isFinal: true,
      model: 'm',
      serviceTier: 'flex',
    });
  });

  it('with a running total on every chunk counts the last one', () => {
    const usage = (completion_tokens: number) => ({
      usage: { prompt_tokens: 9, completion_tokens, total_tokens: 9 + completion_tokens },
    });
    const { tokens } = streamed(contract.openaiCompatibleProfile, [1, 2, 3].map(usage));
    expect(tokens).toEqual({ ...NO_TOKENS, input: 9, output: 3 });
  });

  it('in which a complete account lacks what an earlier one had counts as the last one says', () => {
    const events = [
      {
        usageMetadata: {
          promptTokenCount: 2_304,
          cachedContentTokenCount: 4,
          candidatesTokenCount: 9,
          totalTokenCount: 2_313,
        },
      },
      { usageMetadata: { trafficType: 'ON_DEMAND' } },
      {
        modelVersion: 'g',
        usageMetadata: { promptTokenCount: 2_301, candidatesTokenCount: 20, totalTokenCount: 2_321 },
      },
    ];
    expect(streamed(contract.geminiProfile, events)).toMatchObject({
      tokens: { ...NO_TOKENS, input: 2_301, output: 20 },
      isFinal: true,
      model: 'g',
    });
  });

  const start = {
    type: 'message_start',
    message: { model: 'c', usage: { ...ANTHROPIC, output_tokens: 1, output_tokens_details: null } },
  };
  const ofText = { type: 'content_block_delta', delta: { text: 'x' } };

  it("of Anthropic's replaces what its last events contain, and keeps the rest of the first", () => {
    const end = (usage: object) => ({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage });
    const events = [
      start,
      ofText,
      end({ output_tokens: 40 }),
      end({ output_tokens: 60, input_tokens: 2_100, cache_creation_input_tokens: 2_048 }),
    ];
    expect(streamed(contract.anthropicProfile, events, 2)).toEqual({
      tokens: { ...ANTHROPIC_TOKENS, input: 2_100, output: 60, reasoning: 0 },
      isFinal: true,
      model: 'c',
      serviceTier: 'priority',
    });
  });

  it("of Anthropic's that was cut has what its first event told, not as final", () => {
    const read = streamed(contract.anthropicProfile, [start, ofText], 9, false);
    expect(read).toMatchObject({ isFinal: false, tokens: { input: 2_095, output: 1 } });
  });
});

it('takes a count that no attempt can have as not told, and what is left not as final', () => {
  const max = contract.TOKENS_PER_ATTEMPT_MAX;
  const read = (usage: object) => plain(contract.openaiProfile, { usage });
  expect(read({ prompt_tokens: max, completion_tokens: 2 })).toMatchObject({ isFinal: true, tokens: { input: max } });
  expect(read({ prompt_tokens: max + 1, completion_tokens: 2 })).toMatchObject({
    isFinal: false,
    tokens: { ...NO_TOKENS, output: 2 },
  });
  expect(read({ completion_tokens: Number.MAX_SAFE_INTEGER })).toMatchObject({ isFinal: false, tokens: null });
  const event = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 1e300 } };
  expect(streamed(contract.openaiProfile, [{ choices: [] }, event], 0)).toMatchObject({
    isFinal: false,
    tokens: { input: 3, output: 0 },
  });
});

it.each([
  ['gzip', promisify(gzip)],
  ['deflate', promisify(deflate)],
  ['br', promisify(brotliCompress)],
  ['zstd', promisify(zstdCompress)],
])('reads an answer compressed with %s, however it is split, and counts none that is cut', async (coding, compress) => {
  const text = Array.from({ length: 5_000 }, (_, number) => String(number * 7_919)).join(' ');
  const bytes = await compress(Buffer.from(JSON.stringify({ choices: [{ text }], usage: CHAT })));
  const read = (upTo: number, size: number) => {
    const usage = new CompressedUsage(new PlainUsage(new UsagePlaces(contract.openaiProfile), []), coding);
    for (let at = 0; at < upTo; at += size) usage.push(bytes.subarray(at, Math.min(upTo, at + size)));
    return usage.end(true);
  };
  for (const size of [1, 100, 1_000_000])
    expect(await read(bytes.length, size)).toMatchObject({ tokens: CHAT_TOKENS, isFinal: true });
  expect((await read(bytes.length - 40, 100)).isFinal).toBe(false);
});

it('reads an answer compressed twice, and does not count one in an unknown coding', async () => {
  const zip = promisify(gzip);
  const bytes = await zip(await zip(Buffer.from(JSON.stringify({ usage: CHAT }))));
  const usage = (coding: string) =>
    new CompressedUsage(new PlainUsage(new UsagePlaces(contract.openaiProfile), []), coding);
  const twice = usage('gzip, gzip');
  twice.push(bytes);
  expect(await twice.end(true)).toMatchObject({ tokens: CHAT_TOKENS, isFinal: true });
  const damaged = usage('gzip, gzip');
  damaged.push(await zip(Buffer.from('not gzip')));
  expect(await damaged.end(true)).toMatchObject({ tokens: null, isFinal: false });
  const unknown = usage('rot13');
  unknown.push(bytes);
  expect(await unknown.end(true)).toMatchObject({ tokens: null, isFinal: false });
});
