import fc from 'fast-check';
import { findOverlap } from './base-path-overlap';

const owners = (paths: readonly string[]) => paths.map((basePath, index) => ({ key: `ai-api.${index}`, basePath }));

test('compares segments, not characters: /chat and /chats do not overlap, /chat and /chat/more do', async () => {
  expect(await findOverlap(owners(['/chat', '/chats', '/cha']))).toBeNull();
  expect(await findOverlap(owners(['/chat/more', '/chat']))).toEqual({
    owner: { key: 'ai-api.0', basePath: '/chat/more' },
    other: { key: 'ai-api.1', basePath: '/chat' },
  });
});

test('finds an overlap if and only if one path is a prefix of another, whatever their order', async () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(path, { maxLength: 6 }), async (paths) => {
      const texts = paths.map((segments) => `/${segments.join('/')}`);
      const overlaps = texts.some((left, index) =>
        texts.some((right, other) => index !== other && `${right}/`.startsWith(`${left}/`)),
      );
      expect((await findOverlap(owners(texts))) !== null).toBe(overlaps);
    }),
  );
});
