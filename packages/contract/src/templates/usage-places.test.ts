import * as contract from '../index';

/** The value at the first place present. */
function found(places: string | null, answer: unknown): unknown {
  if (places === null) return undefined;
  const values = places.split(' ').map((place) =>
    place
      .split('/')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], answer),
  );
  return values.find((value) => value !== undefined);
}

const chatUsage = {
  prompt_tokens: 11,
  completion_tokens: 7,
  total_tokens: 18,
  prompt_tokens_details: { cached_tokens: 5 },
  completion_tokens_details: { reasoning_tokens: 3 },
};
const responsesUsage = {
  input_tokens: 11,
  output_tokens: 7,
  total_tokens: 18,
  input_tokens_details: { cached_tokens: 5 },
  output_tokens_details: { reasoning_tokens: 3 },
};
const anthropicUsage = {
  input_tokens: 11,
  cache_creation_input_tokens: 2,
  cache_read_input_tokens: 5,
  output_tokens: 7,
  output_tokens_details: { thinking_tokens: 3 },
};
const all = { model: 'm', prompt: 11, completion: 7, cached: 5, reasoning: 3, total: 18 };

// The responses are cut to what matters here; their form is that of each profile's sources.
it.each<[string, contract.ProviderProfile, unknown, object]>([
  ['OpenAI chat', contract.openaiProfile, { model: 'm', usage: chatUsage }, all],
  ['the usage chunk of a chat stream', contract.openaiProfile, { model: 'm', choices: [], usage: chatUsage }, all],
  ['OpenAI Responses', contract.openaiProfile, { model: 'm', usage: responsesUsage }, all],
  [
    'the last event of a stream of Responses',
    contract.azureOpenaiProfile,
    { type: 'response.completed', response: { model: 'm', usage: responsesUsage } },
    all,
  ],
  ['a compatible server', contract.openaiCompatibleProfile, { model: 'm', usage: chatUsage }, all],
  [
    "another vendor's model on Azure AI Foundry",
    contract.azureAiFoundryProfile,
    { model: 'm', usage: { ...chatUsage, completion_tokens_details: undefined, reasoning_tokens: 3 } },
    all,
  ],
  ['Mistral', contract.mistralProfile, { model: 'm', usage: chatUsage }, { ...all, reasoning: undefined }],
  [
    'Mistral without token details',
    contract.mistralProfile,
    { model: 'm', usage: { ...chatUsage, prompt_tokens_details: undefined, num_cached_tokens: 5 } },
    { ...all, reasoning: undefined },
  ],
  [
    'Anthropic',
    contract.anthropicProfile,
    { type: 'message', model: 'm', usage: anthropicUsage },
    { ...all, total: undefined },
  ],
  [
    'the first event of an Anthropic stream',
    contract.anthropicProfile,
    { type: 'message_start', message: { model: 'm', usage: anthropicUsage } },
    { ...all, total: undefined },
  ],
  [
    'a later event of an Anthropic stream',
    contract.anthropicProfile,
    { type: 'message_delta', usage: { output_tokens: 7 } },
    { completion: 7 },
  ],
  [
    'Gemini',
    contract.geminiProfile,
    {
      modelVersion: 'm',
      usageMetadata: {
        promptTokenCount: 11,
        candidatesTokenCount: 7,
        cachedContentTokenCount: 5,
        thoughtsTokenCount: 3,
        totalTokenCount: 18,
      },
    },
    all,
  ],
])('the profile says where %s reports its model and tokens', (_answer, profile, answer, expected) => {
  expect({
    model: found(profile.responseModelPath, answer),
    prompt: found(profile.promptTokensPath, answer),
    completion: found(profile.completionTokensPath, answer),
    cached: found(profile.cachedTokensPath, answer),
    reasoning: found(profile.reasoningTokensPath, answer),
    total: found(profile.totalTokensPath, answer),
  }).toEqual(expected);
});
