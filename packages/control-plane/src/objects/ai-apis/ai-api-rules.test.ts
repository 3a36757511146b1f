import 'reflect-metadata';
import fc from 'fast-check';
import { basePathsOverlap, overlappingPairs } from './ai-api-rules';

const basePath = fc
  .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`);

it('finds an overlapping pair among many if and only if two of them overlap', () => {
  fc.assert(
    fc.property(fc.array(basePath, { maxLength: 8 }), (paths) => {
      const aiApis = paths.map((path) => ({ basePath: path }));
      const pairs = overlappingPairs(aiApis);
      for (const [one, other] of pairs) expect(basePathsOverlap(one.basePath, other.basePath)).toBe(true);
      const doOverlap = paths.some((one, index) =>
        paths.some((other, at) => at > index && basePathsOverlap(one, other)),
      );
      expect(pairs.length > 0).toBe(doOverlap);
    }),
  );
});
