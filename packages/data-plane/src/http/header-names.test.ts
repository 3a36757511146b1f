import { HeaderNames } from './header-names';

it('says of each name what becomes of it, however it is spelled and however many there are', () => {
  const names = new HeaderNames((name) => name !== 'x-dropped');
  for (let round = 0; round < 2; round += 1) {
    expect(names.of('X-Dropped')).toEqual({ lowerCase: 'x-dropped', isKept: false });
    expect(names.of('x-dropped')).toEqual({ lowerCase: 'x-dropped', isKept: false });
    expect(names.of('X-Kept')).toEqual({ lowerCase: 'x-kept', isKept: true });
    for (let index = 0; index < 3_000; index += 1) expect(names.of(`X-${index}`).lowerCase).toBe(`x-${index}`);
  }
});

it('looks at a usual name once', () => {
  const looked: string[] = [];
  const names = new HeaderNames((name) => looked.push(name) > 0);
  for (let round = 0; round < 3; round += 1) names.of('Content-Type');
  expect(looked).toEqual(['content-type']);
});
