import { openaiProfile, routedOperationSchema } from '@switchyard/contract';
import { entriesWith, routable } from '../testing/entry-fixture.suite';
import { matchOperation } from './match-operation';
import { ambiguityOutsideModel } from './path-ambiguity';

describe('matchOperation', () => {
  const aiApi = routable(entriesWith([]));
  const match = (method: string, path: string) =>
    matchOperation(aiApi.operations, method, path)?.operation.path ?? null;

  test('finds the operations in the profile, for POST only', () => {
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
  ])('%p is not a routed operation', (path) => {
    expect(match('POST', path)).toBeNull();
  });

  test.each(['chat/completions/', 'chat/%63ompletions', 'Chat/Completions', 'chat/completion%73/'])(
    'a loose spelling that a vendor may accept does not bypass the policy: %s',
    (path) => {
      expect(match('POST', path)).toBe('chat/completions');
    },
  );

  test('a path with escapes that are not UTF-8 is not an operation', () => {
    expect(match('POST', 'chat/%ffcompletions')).toBeNull();
  });
});

describe('an operation with the model in its path', () => {
  const inPath = (path: string) => routedOperationSchema.parse({ path, modelPlace: 'PATH' });
  const profile = {
    ...openaiProfile,
    routedOperations: [
      'v1beta/models/{model}',
      'v1beta/models/{model}:generateContent',
      'openai/deployments/{model}/chat/completions',
      'model/{model}/invoke',
    ].map(inPath),
  };
  const aiApi = routable(entriesWith([], {}, { profile }));
  const match = (path: string) => {
    const found = matchOperation(aiApi.operations, 'POST', path);
    return found === null ? null : [found.operation.path, found.modelSegment?.model];
  };

  test.each([
    ['v1beta/models/gemini-pro:generateContent', 'v1beta/models/{model}:generateContent', 'gemini-pro'],
    ['v1beta/models/ft:a:b:generateContent', 'v1beta/models/{model}:generateContent', 'ft:a:b'],
    ['v1beta/models/a%2Fb%20c:generateContent', 'v1beta/models/{model}:generateContent', 'a/b c'],
    ['V1beta/Models/a%3AGenerateContent/', 'v1beta/models/{model}:generateContent', 'a'],
    ['v1beta/models/a:countTokens', 'v1beta/models/{model}', 'a:countTokens'],
    ['openai/deployments/My-GPT/chat/completions', 'openai/deployments/{model}/chat/completions', 'My-GPT'],
    ['model/anthropic.claude-v2:0/invoke', 'model/{model}/invoke', 'anthropic.claude-v2:0'],
  ])('%s is %s with the model %s', (path, operation, model) => {
    expect(match(path)).toEqual([operation, model]);
  });

  test.each([
    'v1beta/models',
    'v1beta/models/a/b:generateContent',
    'openai/deployments/a/embeddings',
    'openai/deployments/a/chat/completions/x',
    'model//invoke',
  ])('%p is none of them', (path) => {
    expect(match(path)).toBeNull();
  });

  test.each([
    'v1beta/models/a%2Fb:generateContent',
    'v1beta/models/a;v=1:generateContent',
    'model/a%2fb/invoke',
    'model/a%2541%3Bb/invoke',
    'model/arn:aws:bedrock:eu-west-1:1:inference-profile%2Fx/invoke',
    'files/file-abc_1.2:3',
    'files/100%25',
    'files/a%20b%3A%C3%A9',
  ])('reads the same to every upstream: %p', (path) => {
    expect(
      ambiguityOutsideModel(path, matchOperation(aiApi.operations, 'POST', path)?.modelSegment ?? null),
    ).toBeNull();
  });

  test.each([
    ['files/a%2Fb', 'an encoded slash'],
    ['model%2Fa/b/invoke', 'an encoded slash'],
    ['v1beta;x=1/models/a:generateContent', 'a semicolon'],
    ['openai/deployments/a/chat/completions;x', 'a semicolon'],
    ['model/a/invoke%3bx', 'a semicolon'],
    ['model/a/%2569nvoke', 'encoded twice'],
    ['model/a/%25%36%39nvoke', 'encoded twice'],
    ['chat%252Fcompletions', 'encoded twice'],
  ])('%p can be read differently by some upstreams: it contains %s', (path, what) => {
    const segment = matchOperation(aiApi.operations, 'POST', path)?.modelSegment ?? null;
    expect(ambiguityOutsideModel(path, segment)).toContain(what);
  });
});
