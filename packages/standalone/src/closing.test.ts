import { Closing } from './closing';

test('what was started is closed in the opposite order, each part even if another one fails, and once', async () => {
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
