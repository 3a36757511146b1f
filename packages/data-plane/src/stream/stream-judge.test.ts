import { geminiProfile, openaiProfile } from '@switchyard/contract';
import { StreamPassage } from './stream-passage';
import { streamRulesOf } from './stream-rules';

const rules = streamRulesOf(openaiProfile);
const ROLE = 'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n';
const CONTENT = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';
const FINISH = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';

/** What is passed on after each chunk, and the fault at the end. */
function pass(passage: StreamPassage, ...pieces: string[]) {
  return pieces.map((piece) => {
    const { bytes, fault } = passage.push(Buffer.from(piece));
    return [bytes?.toString() ?? '', ...(fault === null ? [] : [fault.kind])];
  });
}
function end(passage: StreamPassage) {
  const { bytes, fault } = passage.end();
  return [bytes?.toString() ?? '', fault?.kind ?? null];
}
const holding = () => new StreamPassage(rules, true);
const passing = () => new StreamPassage(rules, false);

describe('an answer has finished', () => {
  const of = (index: number, choice: object) => `data: ${JSON.stringify({ choices: [{ index, ...choice }] })}\n\n`;
  const say = (index: number) => of(index, { delta: { content: 'a' } });
  const finish = (index: number) => of(index, { delta: {}, finish_reason: 'stop' });
  const USAGE = 'data: {"choices":[],"usage":{"total_tokens":1}}\n\n';

  it.each<[string, string[], string]>([
    ['one choice', [say(0), finish(0)], 'FINISHED'],
    ['one of two', [say(0), say(1), finish(0)], 'OPEN'],
    ['the other of two', [say(0), say(1), finish(1)], 'OPEN'],
    ['the second that begins', [say(1), say(0), finish(1)], 'OPEN'],
    ['both', [say(0), say(1), finish(1), finish(0), USAGE], 'FINISHED'],
    ['the first before the second begins', [say(0), finish(0), say(1)], 'OPEN'],
    ['both in turn', [say(0), finish(0), say(1), finish(1)], 'FINISHED'],
    ['choices numbered from 1', [say(1), finish(1)], 'FINISHED'],
    ['one choice with two tool calls', [of(0, { delta: { tool_calls: [{ index: 1 }] } }), finish(0)], 'FINISHED'],
  ])('with every choice that began: %s', (_title, events, progress) => {
    const passage = passing();
    pass(passage, ...events);
    expect(passage.progress).toBe(progress);
    expect(end(passage)[1]).toBe(progress === 'FINISHED' ? null : 'ENDED_EARLY');
  });

  it("with Gemini's candidates, which may have no index", () => {
    const passage = new StreamPassage(streamRulesOf(geminiProfile), false);
    const part = (candidates: object[]) => `data: ${JSON.stringify({ candidates })}\n\n`;
    const content = { parts: [{ text: 'a' }] };
    pass(passage, part([{ content }, { content, index: 1 }]), part([{ finishReason: 'STOP' }]));
    expect(passage.progress).toBe('OPEN');
    pass(passage, part([{ index: 1, finishReason: 'STOP' }]));
    expect(passage.progress).toBe('FINISHED');
  });

  it('and pings, comments and empty chunks behind it are not counted', () => {
    const passage = passing();
    pass(passage, CONTENT, FINISH);
    const before = passage.eventCount;
    pass(passage, ': ping\n\n', 'event: ping\ndata: {"type":"ping"}\n\n', 'data: {"type":"keepalive"}\n\n');
    pass(passage, 'data: {"choices":[],"usage":null}\n\n', of(0, { delta: {}, finish_reason: null }), 'data: {}\n\n');
    expect(passage.eventCount).toBe(before);
    pass(passage, USAGE);
    expect(passage.eventCount).toBe(before + 1);
  });

  it.each([
    ['empty usage', USAGE.replace('"total_tokens":1', '')],
    ['usage without a count', USAGE.replace('1', '0,"details":{"cached":null,"text":""}')],
    ['no usage', USAGE.replace('{"total_tokens":1}', '"none"')],
  ])('and nothing is told by %s', (_title, event) => {
    const passage = passing();
    pass(passage, CONTENT, FINISH);
    const before = passage.eventCount;
    pass(passage, event);
    expect(passage.eventCount).toBe(before);
    for (const telling of [
      USAGE,
      'data: {"response":{"usage":{"details":{"cached":5}}}}\n\n',
      'data: {"usageMetadata":{"promptTokenCount":2}}\n\n',
    ]) {
      pass(passage, telling);
    }
    expect(passage.eventCount).toBe(before + 3);
  });

  it('not by a reason that no good answer has, and without content not at all', () => {
    const unheardOf = of(0, { delta: {}, finish_reason: 'unheard_of' });
    for (const isHolding of [true, false]) {
      const passage = new StreamPassage(rules, isHolding);
      pass(passage, ROLE, unheardOf, ': ping\n\n');
      expect(passage.progress).toBe('OPEN');
      expect(end(passage)).toEqual([isHolding ? `${ROLE}${unheardOf}: ping\n\n` : '', 'ENDED_EARLY']);
    }
  });

  it('and is closed by what was held, and by the blank line of its last event', () => {
    const passage = holding();
    const last = `data: {"choices":[{"text":"a","finish_reason":"stop"}]}`;
    pass(passage, ROLE, last);
    expect([passage.progress, passage.closing()?.toString()]).toEqual(['FINISHED', `${ROLE}${last}\n\n`]);
    const terminated = holding();
    pass(terminated, ROLE, `${last}\n\ndata: [DONE]`);
    expect([terminated.progress, terminated.closing()?.toString()]).toEqual(['TERMINATED', 'data: [DONE]']);
  });

  it.each<[string, string[], number, boolean]>([
    ['one of one', [say(0), finish(0)], 1, false],
    ['one of two', [say(0), finish(0)], 2, true],
    ['two of two', [say(0), finish(0), say(1), finish(1)], 2, false],
    ['none of two', [say(0)], 2, false],
    ['one of two images', ['event: image_edit.completed\ndata: {}\n\n'], 2, true],
    ['more than were asked for', [say(0), say(1), finish(0), finish(1)], 1, false],
  ])('and more is awaited by what was asked for alone: %s', (_title, events, asked, awaitsMore) => {
    const passage = new StreamPassage(rules, false, 'SERVER_SENT_EVENTS', undefined, () => asked);
    pass(passage, ...events);
    expect(passage.awaitsMore).toBe(awaitsMore);
    expect(end(passage)[1]).toBe(events.length > 1 || awaitsMore ? null : 'ENDED_EARLY');
  });
});
