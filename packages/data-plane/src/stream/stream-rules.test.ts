import { mistralProfile, openaiCompatibleProfile, openaiProfile, type StreamEventRule } from '@switchyard/contract';
import { readStreamEvent } from './stream-event';
import { Choices } from './choices';
import { EventRules } from './event-rules';
import { streamRulesOf } from './stream-rules';

const event = (text: string) => readStreamEvent(Buffer.from(`${text}\n\n`), 0, text.length + 2);
const matches = (rule: Partial<StreamEventRule>, text: string) =>
  new EventRules([{ event: null, present: null, value: null, data: null, ...rule }]).match(event(text));

describe('a rule', () => {
  it('matches by the type, the end of the type, the whole data, or a member', () => {
    expect(matches({ event: 'error' }, 'event: error\ndata: {}')).toBe(true);
    expect(matches({ event: 'error' }, 'data: {"type":"error"}')).toBe(true);
    expect(matches({ event: 'error' }, 'event: errors\ndata: {}')).toBe(false);
    expect(matches({ event: '*.delta' }, 'event: response.output_text.delta\ndata: {}')).toBe(true);
    expect(matches({ event: '*.delta' }, 'event: response.delta.done\ndata: {}')).toBe(false);
    expect(matches({ data: '[DONE]' }, 'data: [DONE]')).toBe(true);
    expect(matches({ data: '[DONE]' }, 'data: [DONE]!')).toBe(false);
    expect(matches({ present: '/a' }, 'data: {"a":1}')).toBe(true);
    expect(matches({ present: '/a' }, 'data: {"a":1')).toBe(false);
  });

  it('matches only if all its conditions hold', () => {
    const rule = { event: '*.delta', present: '/delta' };
    expect(matches(rule, 'event: x.delta\ndata: {"delta":"a"}')).toBe(true);
    expect(matches(rule, 'event: x.delta\ndata: {"delta":""}')).toBe(false);
    expect(matches(rule, 'event: x.done\ndata: {"delta":"a"}')).toBe(false);
  });

  it('matches if a member has its value, whatever else the event contains', () => {
    const rule = { present: '/choices/*/finish_reason', value: 'error' };
    expect(matches(rule, 'data: {"choices":[{"finish_reason":"error"}]}')).toBe(true);
    expect(matches(rule, 'data: {"choices":[{"finish_reason":"stop","delta":{"content":"error"}}]}')).toBe(false);
    expect(matches({ ...rule, event: 'x' }, 'event: x\ndata: {"choices":[{"finish_reason":"error"}]}')).toBe(true);
    expect(matches({ ...rule, event: 'x' }, 'event: y\ndata: {"choices":[{"finish_reason":"error"}]}')).toBe(false);
  });

  it.each([
    ['Mistral’s finish reason', mistralProfile, '{"choices":[{"delta":{"content":""},"finish_reason":"error"}]}'],
    [
      'DeepSeek’s',
      openaiCompatibleProfile,
      '{"choices":[{"delta":{"content":"a"},"finish_reason":"insufficient_system_resource"}]}',
    ],
    ['Groq’s text in a chunk', openaiProfile, '{"choices":[],"x_groq":{"id":"r","error":"over_capacity"}}'],
    ['vLLM’s text', openaiCompatibleProfile, '{"error":"Unauthorized"}'],
    ['older vLLM’s, without a wrapper', openaiCompatibleProfile, '{"object":"error","message":"x","code":500}'],
  ])('of a profile finds the error in %s', (_whose, profile, data) => {
    expect(streamRulesOf(profile).error.match(event(`data: ${data}`))).toBe(true);
  });

  it('is compiled once per profile', () => {
    expect(streamRulesOf(openaiProfile)).toBe(streamRulesOf(openaiProfile));
  });

  it('finds no content, finish, terminal event or error in the first events of OpenAI’s streams', () => {
    const { content, finish, terminal, error } = streamRulesOf(openaiProfile);
    const preamble = [
      'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}]}',
      'data: {"choices":[],"prompt_filter_results":[{}]}',
      'data: {"choices":[{"delta":{"content":null,"tool_calls":null}}]}',
      'event: response.created\ndata: {"type":"response.created","response":{"error":null,"output":[]}}',
      'data: {"type":"keepalive","sequence_number":1}',
    ];
    for (const text of preamble) {
      const found = [content, terminal, error].map((rules) => rules.match(event(text)));
      expect([...found, finish.match(event(text), new Choices(), false)]).toEqual([false, false, false, false]);
    }
  });
});
