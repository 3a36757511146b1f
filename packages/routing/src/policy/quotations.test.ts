import { behindQuotations, textParts, withoutQuotations } from './quotations';

test.each<[string, string]>([
  ['nothing quoted', 'nothing quoted'],
  ["This model's limit doesn't change", "This model's limit doesn't change"],
  ["Invalid value: 'missing scope'. Use 'a'.", 'Invalid value: . Use .'],
  ['The principal `x` lacks `y` here.', 'The principal  lacks  here.'],
  ["role: \"it's 'so'\" is not allowed", 'role:  is not allowed'],
  ["'this model's limit' is wrong", ' is wrong'],
  ['“a” and «b»', ' and '],
  ["Invalid value: 'missing scope…", 'Invalid value: '],
  ["the accounts' scopes", "the accounts' scopes"],
])('%s without what it quotes', (text, outside) => {
  expect(withoutQuotations(text)).toBe(outside);
});

test.each<[string, string]>([
  ['nothing quoted', 'nothing quoted'],
  ["You wrote 'a'. Wait.", '. Wait.'],
  ["You wrote 'a' b 'c'. Don't.", ". Don't."],
  ['You wrote "a', ''],
  ["You wrote 'a b' c", ' c'],
])('what follows the last quotation of %s', (text, tail) => {
  expect(behindQuotations(text)).toBe(tail);
});

test('parts of a text in order', () => {
  const parts = textParts("a 'b' c “d");
  expect(parts.map(({ text, isQuoted }) => (isQuoted ? `<${text}>` : text))).toEqual(['a ', '<b>', ' c ', '<d>']);
});

test('takes linear time, whatever is quoted', () => {
  for (const part of ["'a ", "a' ", "'", '" ', "'a' "]) {
    const text = part.repeat(20_000);
    expect(withoutQuotations(text).length).toBeLessThanOrEqual(text.length);
    expect(behindQuotations(text).length).toBeLessThanOrEqual(text.length);
  }
});
