import type { ConsumerEntry } from '@switchyard/contract';
import fc from 'fast-check';
import type { RouteTrace } from './route-trace';
import { isTraceRequested, TRACE_HEADER_BYTES_MAX, traceHeader } from './trace-header';

const trace = (attempts: number, candidates: number, target = 'endpoint/model'): RouteTrace => ({
  revision: 7,
  route: { outcome: 'POLICY', policy: null, environment: 'PRODUCTION', ticket: 3, maxAttempts: 2 },
  attempts: Array.from({ length: attempts }, (_, ms) => {
    return { provider: 'openai', target, outcome: 'TIMEOUT', status: null, ms };
  }),
  candidates: Array.from({ length: candidates }, (_, index) => {
    return { provider: 'openai', target, reason: 'TURN', attempt: index + 1 };
  }),
});

describe('traceHeader', () => {
  it('is the whole trace as JSON if that fits', () => {
    const whole = trace(2, 5);
    expect(JSON.parse(traceHeader(whole))).toEqual(whole);
  });

  it('is visible ASCII and parses to the same trace, whatever characters the names have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const whole = trace(1, 1, name);
        const header = traceHeader(whole);
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        expect(JSON.parse(header)).toEqual(whole);
      }),
    );
  });

  it('never exceeds the limit: drops and counts candidates first, then attempts, and keeps the latest attempts', () => {
    const name = 'ä'.repeat(128);
    for (const [attempts, candidates] of [
      [1, 32],
      [32, 0],
      [32, 32],
    ] as const) {
      const whole = trace(attempts, candidates, name);
      const header = traceHeader(whole);
      expect(header.length).toBeLessThanOrEqual(TRACE_HEADER_BYTES_MAX);
      const { shortened, ...rest } = JSON.parse(header) as RouteTrace & {
        shortened: { attempts: number; candidates: number };
      };
      expect(rest.attempts).toEqual(whole.attempts.slice(shortened.attempts));
      expect(rest.candidates).toEqual(whole.candidates.slice(0, candidates - shortened.candidates));
      expect(shortened.attempts > 0).toBe(attempts === 32);
      if (shortened.attempts > 0) expect(rest.candidates).toEqual([]);
    }
  });

  it('exactly at the limit is whole, one byte over is shortened', () => {
    const padding = TRACE_HEADER_BYTES_MAX - traceHeader(trace(0, 1, '')).length;
    expect(traceHeader(trace(0, 1, 'x'.repeat(padding)))).not.toContain('shortened');
    expect(traceHeader(trace(0, 1, 'x'.repeat(padding + 1)))).toContain('"shortened":{"candidates":1,"attempts":0}');
  });
});

describe('isTraceRequested', () => {
  const consumer = (traceAllowed: boolean) => ({ traceAllowed }) as ConsumerEntry;

  it('needs the permission and the value 1', () => {
    expect(isTraceRequested({ 'x-switchyard-trace': '1' }, consumer(true))).toBe(true);
    expect(isTraceRequested({ 'x-switchyard-trace': '1' }, consumer(false))).toBe(false);
    expect(isTraceRequested({ 'x-switchyard-trace': '0' }, consumer(true))).toBe(false);
    expect(isTraceRequested({}, consumer(true))).toBe(false);
  });
});
