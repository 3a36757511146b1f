import fc from 'fast-check';
import { withoutBaseUrlSlashes } from './base-url-slash';

const TABLE = new Map([
  ['/chat', 1],
  ['/support/chat', 2],
]);

it.each([
  ['/support/chat//chat/completions', '/support/chat/chat/completions'],
  ['/chat///models?a=//b', '/chat/models?a=//b'],
  ['//support/chat/models', '/support/chat/models'],
  ['//support/chat//v1//models', '/support/chat/v1/models'],
  ['/chat/v1//messages', '/chat/v1/messages'],
  ['/chat/v1beta/openai//chat/completions', '/chat/v1beta/openai/chat/completions'],
  ['/chat/openai/v1//responses', '/chat/openai/v1/responses'],
  ['/chat/openai/deployments/gpt-4o//chat/completions', '/chat/openai/deployments/gpt-4o/chat/completions'],
  ['/chat//', '/chat/'],
])('joins %s to %s', (target, joined) => {
  expect(withoutBaseUrlSlashes(TABLE, target)).toBe(joined);
});

it.each([
  '/chat/openai/deployments//chat/completions',
  '/chat/v1beta/models//generate',
  '/chat/files//x',
  '/chat/files/x//',
  '/support//chat/models',
  '/elsewhere//models',
  '/chat/models?url=http://h//x',
  '/chat',
  '/chat?x=//',
  '/chat/',
])('leaves %s alone: a model may be missing there', (target) => {
  expect(withoutBaseUrlSlashes(TABLE, target)).toBe(target);
});

it('removes slashes only', () => {
  const part = fc.constantFrom('/', '//', 'chat', 'support', 'v1', 'openai', 'deployments', 'x', '..', '%2f', '?', ';');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const target = `/${parts.join('')}`;
      const joined = withoutBaseUrlSlashes(TABLE, target);
      expect(joined.replaceAll('/', '')).toBe(target.replaceAll('/', ''));
      expect(withoutBaseUrlSlashes(TABLE, joined).length).toBeLessThanOrEqual(joined.length);
    }),
  );
});
