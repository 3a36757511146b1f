import { routedOperationSchema } from './routed-operation';

it('by default is served by its own provider alone, is not pinned and streams as the profile says', () => {
  expect(routedOperationSchema.parse({ path: 'run/{model}', modelPlace: 'PATH' })).toEqual({
    path: 'run/{model}',
    name: null,
    canonicalWhen: 'ALWAYS',
    modelPlace: 'PATH',
    modelKey: null,
    body: null,
    pinned: false,
    streamFraming: null,
  });
});

it.each([
  [{ path: 'chat', name: 'Chat completions', modelPlace: 'JSON_BODY', modelKey: '/model' }, 'must be a name such as'],
  [{ path: 'chat', modelPlace: 'PATH', modelKey: null }, 'must contain `{model}`'],
  [{ path: '{model}/{model}', modelPlace: 'PATH', modelKey: null }, 'only once'],
  [{ path: 'a/{model}', modelPlace: 'PATH', modelKey: 'model' }, 'must be null'],
  [{ path: 'chat', modelPlace: 'JSON_BODY', modelKey: 'model' }, 'must be a JSON pointer'],
  [{ path: 'chat', modelPlace: 'JSON_BODY', modelKey: null }, 'is required'],
  [{ path: 'chat', modelPlace: 'HEADER', modelKey: 'X-Model' }, 'must be a header name'],
  ...[
    ...[
      'host',
      'authorization',
      'content-length',
      'transfer-encoding',
      'expect',
      'upgrade',
      'keep-alive',
      'connection',
    ],
    ...['te', 'trailer', 'content-type', 'content-encoding', 'accept-encoding', 'proxy-authorization', 'x-api-key'],
    ...['cookie', 'origin', 'x-http-method-override', 'x-forwarded-host', 'x-switchyard-trace'],
  ].map((modelKey): [object, string] => [{ path: 'chat', modelPlace: 'HEADER', modelKey }, 'is reserved']),
  [{ path: 'chat', modelPlace: 'QUERY_PARAMETER', modelKey: 'key' }, 'is reserved'],
  [{ path: '/chat', modelPlace: 'JSON_BODY', modelKey: '/model' }, 'without a leading slash'],
  [{ path: 'a/../b', modelPlace: 'JSON_BODY', modelKey: '/model' }, 'dot segment'],
])('%j is refused', (operation, why) => {
  expect(routedOperationSchema.safeParse(operation).error?.issues[0]?.message).toContain(why);
});
