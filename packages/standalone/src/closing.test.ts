import { Closing } from './closing';

test('closes what was started in reverse order and only once, each part even if another one fails', async () => {
  const closed: string[] = [];
  const closing = new Closing();
  closing.add(() => closed.push('first'));
  closing.add(() => {
    throw new Error('the second does not close');
  });
  closing.add(async () => closed.push('third'));
  await expect(closing.close()).rejects.toThrow('the second does not close');
  await expect(closing.close()).rejects.toThrow('the second does not close');
  expect(closed).toEqual(['third', 'first']);
});
