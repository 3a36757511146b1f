import { answerPlacesSchema } from './answer-places';

it.each(['/usage/total', 'header:x-tokens', 'header:x-tokens /a/b~1c /d'])('%j is valid', (places) => {
  expect(answerPlacesSchema.safeParse(places).success).toBe(true);
});

it.each(['', 'usage', '/a ', '/a  /b', 'header:', 'header:X-Tokens', '/a~2', '/a /b /c /d /e /f /g /h /i'])(
  '%j is refused',
  (places) => {
    expect(answerPlacesSchema.safeParse(places).success).toBe(false);
  },
);
