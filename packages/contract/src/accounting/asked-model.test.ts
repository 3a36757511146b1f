import fc from 'fast-check';
import { ASKED_MODEL_LENGTH_MAX, shownModel } from './asked-model';

it('shows an ordinary name as it is', () => {
  expect(shownModel('gpt-4o-mini')).toBe('gpt-4o-mini');
  expect(shownModel('模型/é 😀')).toBe('模型/é 😀');
});

it('escapes what could change how a line looks', () => {
  expect(shownModel('a\nb\u001b[31m')).toBe(String.raw`a\u000ab\u001b[31m`);
  expect(shownModel('a\u202eb\u2028')).toBe(String.raw`a\u202eb\u2028`);
});

it('is never longer than allowed, nor unsafe, and always valid Unicode', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 })), (asked) => {
      const shown = shownModel(asked);
      expect(shown.length).toBeLessThanOrEqual(ASKED_MODEL_LENGTH_MAX);
      expect(shown).not.toMatch(/\p{Cc}/u);
      expect(shown.isWellFormed()).toBe(true);
    }),
  );
  expect(shownModel('😀'.repeat(100))).toMatch(/^(😀)+…$/u);
});
