import { entryWith } from './entry-fixture.suite';
import { matchOperation } from './operation';
import { compileAiApi } from './routable-ai-api';

describe('matchOperation', () => {
  const aiApi = compileAiApi(entryWith([]));
  const match = (method: string, path: string) => matchOperation(aiApi, method, path)?.path ?? null;

  test('finds the operations that the profile lists, for POST only', () => {
    expect(match('POST', 'chat/completions')).toBe('chat/completions');
    expect(match('POST', 'embeddings')).toBe('embeddings');
    expect(match('GET', 'chat/completions')).toBeNull();
    expect(match('DELETE', 'embeddings')).toBeNull();
  });

  test.each([
    '',
    'files',
    'chat',
    'chat/completions/abc',
    'v1/chat/completions',
    'responses/1/cancel',
    'chat/completions//',
  ])('takes %p for no routed operation', (path) => {
    expect(match('POST', path)).toBeNull();
  });

  test.each(['chat/completions/', 'chat/%63ompletions', 'Chat/Completions', 'chat/completion%73/'])(
    'a loose spelling that a vendor may serve all the same does not get past the policy: %s',
    (path) => {
      expect(match('POST', path)).toBe('chat/completions');
    },
  );

  test('a path with escapes that are no UTF-8 is no operation', () => {
    expect(match('POST', 'chat/%ffcompletions')).toBeNull();
  });
});
