import { LINES_PER_SECOND_MAX, SampledLog, type SampledLevel } from './sampled-log';
import { until } from './until';

function logOf(windowMs?: number) {
  const lines: [SampledLevel, object, string][] = [];
  const at = (level: SampledLevel) => (fields: object, message: string) => void lines.push([level, fields, message]);
  const sampled = new SampledLog({ info: at('info'), warn: at('warn'), error: at('error') }, windowMs);
  return { lines, sampled };
}

describe('a log of events that may come in floods', () => {
  it('has the first lines of a second, and says at its end how many were left out', () => {
    const { lines, sampled } = logOf();
    const fields = jest.fn((index: number) => ({ index }));
    for (let index = 0; index < LINES_PER_SECOND_MAX + 7; index += 1) {
      sampled.write('overloaded', 'warn', 'refused', () => fields(index));
    }
    expect(lines).toEqual(Array.from({ length: LINES_PER_SECOND_MAX }, (_, index) => ['warn', { index }, 'refused']));
    expect(fields).toHaveBeenCalledTimes(LINES_PER_SECOND_MAX);
    sampled.endWindow();
    expect(lines.slice(LINES_PER_SECOND_MAX)).toEqual([
      ['warn', { kind: 'overloaded', leftOut: 7 }, '7 more left out of the log: refused'],
    ]);
    sampled.write('overloaded', 'warn', 'refused', () => ({ index: 99 }));
    sampled.endWindow();
    expect(lines.slice(LINES_PER_SECOND_MAX + 1)).toEqual([['warn', { index: 99 }, 'refused']]);
  });

  it('counts each kind for itself', () => {
    const { lines, sampled } = logOf();
    for (let index = 0; index < 100; index += 1) sampled.write('a', 'info', 'refused', () => ({}));
    sampled.write('b', 'warn', 'failed', () => ({ only: 1 }));
    expect(lines).toHaveLength(LINES_PER_SECOND_MAX + 1);
    sampled.endWindow();
    expect(lines.slice(LINES_PER_SECOND_MAX)).toEqual([
      ['warn', { only: 1 }, 'failed'],
      ['info', { kind: 'a', leftOut: 100 - LINES_PER_SECOND_MAX }, expect.any(String)],
    ]);
  });

  it('ends its window by itself', async () => {
    const { lines, sampled } = logOf(20);
    for (let index = 0; index < LINES_PER_SECOND_MAX + 1; index += 1) sampled.write('a', 'warn', 'refused', () => ({}));
    await until(() => lines.length > LINES_PER_SECOND_MAX, 'the next line is logged');
    expect(lines.at(-1)?.[1]).toEqual({ kind: 'a', leftOut: 1 });
  });
});
