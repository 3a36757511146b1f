import {
  anthropicProfile,
  azureAiFoundryProfile,
  azureOpenaiProfile,
  type ErrorKind,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderProfile,
} from '@switchyard/contract';
import { judging } from '../testing/judged-error.suite';
import type { VendorError } from './error-rules';

const judge = judging(500);

const SUSPENDING = ['MODEL_NOT_FOUND', 'CREDENTIAL_REJECTED', 'ACCOUNT_EXHAUSTED', 'OVERLOADED', 'RATE_LIMITED'];
const isSuspending = (kind: ErrorKind) => SUSPENDING.includes(kind);

describe('the built-in profiles recognise', () => {
  const invalid = 'invalid_request_error';
  const cases: [string, ProviderProfile, Partial<VendorError>, ErrorKind | null, boolean?][] = [
    ['OpenAI', openaiProfile, { status: 404, codes: [invalid, 'model_not_found'] }, 'MODEL_NOT_FOUND'],
    [
      'OpenAI',
      openaiProfile,
      { status: 400, codes: [invalid], message: "The requested model 'a' does not exist." },
      'MODEL_NOT_FOUND',
    ],
    [
      'OpenAI',
      openaiProfile,
      {
        status: 404,
        codes: [invalid],
        message: 'This model is only supported in v1/responses and not in v1/chat/completions.',
      },
      'MODEL_NOT_FOUND',
      false,
    ],
    ['OpenAI', openaiProfile, { status: 404, codes: [invalid], message: 'Invalid URL (POST /v1/x)' }, null, false],
    [
      'OpenAI',
      openaiProfile,
      { status: 403, codes: [invalid], message: 'You are not allowed to generate embeddings from this model' },
      null,
      false,
    ],
    ['OpenAI', openaiProfile, { status: 400, codes: [invalid, 'context_length_exceeded'] }, 'CONTEXT_TOO_LONG'],
    [
      'OpenAI',
      openaiProfile,
      { status: 400, codes: [invalid], message: "Invalid value: 'Your credit balance is too low'" },
      'REQUEST_INVALID',
    ],
    ['OpenAI', openaiProfile, { status: 429, codes: ['insufficient_quota'] }, 'ACCOUNT_EXHAUSTED'],
    [
      'OpenAI',
      openaiProfile,
      {
        status: 429,
        codes: ['rate_limit_exceeded', 'tokens'],
        message: 'Request too large for a on tokens per min (TPM): Limit 1, Requested 2.',
      },
      'REQUEST_TOO_LARGE',
    ],
    [
      'OpenAI',
      openaiProfile,
      { status: 429, codes: ['rate_limit_exceeded', 'tokens'], message: 'Rate limit reached for a' },
      'RATE_LIMITED',
    ],
    ['OpenAI', openaiProfile, { status: 503, codes: ['slow_down'] }, 'OVERLOADED'],
    [
      'OpenAI',
      openaiProfile,
      { status: 400, codes: ['image_generation_user_error', 'moderation_blocked'] },
      'CONTENT_FILTERED',
    ],
    ['OpenAI in a stream', openaiProfile, { status: null, codes: ['invalid_image_format'] }, 'REQUEST_INVALID'],
    ['OpenAI in a stream', openaiProfile, { status: null, codes: ['invalid_prompt'] }, 'CONTENT_FILTERED'],
    ['OpenAI in a stream', openaiProfile, { status: 500, codes: ['server_error'] }, null],
    ['Azure', azureOpenaiProfile, { status: 404, codes: ['DeploymentNotFound'] }, 'MODEL_NOT_FOUND'],
    ['Azure', azureOpenaiProfile, { status: 404, codes: ['404'], message: 'Resource not found' }, null, false],
    [
      'Azure',
      azureOpenaiProfile,
      { status: 400, codes: ['content_filter', 'ResponsibleAIPolicyViolation'] },
      'CONTENT_FILTERED',
    ],
    ['Foundry', azureAiFoundryProfile, { status: 400, codes: ['no_model_name'] }, 'MODEL_NOT_FOUND'],
    [
      'Anthropic',
      anthropicProfile,
      { status: 400, codes: [invalid], message: 'Your credit balance is too low to access the Anthropic API.' },
      'ACCOUNT_EXHAUSTED',
    ],
    [
      'Anthropic',
      anthropicProfile,
      {
        status: 400,
        codes: [invalid],
        message: 'You have reached your specified API usage limits. You will regain access on …',
      },
      'ACCOUNT_EXHAUSTED',
    ],
    [
      'Anthropic',
      anthropicProfile,
      { status: 400, codes: [invalid], message: 'messages.0: You have reached your specified API usage limits' },
      'REQUEST_INVALID',
    ],
    [
      'Anthropic',
      anthropicProfile,
      { status: 429, codes: ['rate_limit_error', 'enforced_spend_limit_reached'] },
      'ACCOUNT_EXHAUSTED',
    ],
    ['Anthropic', anthropicProfile, { status: 429, codes: ['rate_limit_error'] }, 'RATE_LIMITED'],
    ['Anthropic', anthropicProfile, { status: 529, codes: ['overloaded_error'] }, 'OVERLOADED'],
    [
      'Anthropic',
      anthropicProfile,
      { status: 404, codes: ['not_found_error'], message: 'model: a' },
      'MODEL_NOT_FOUND',
    ],
    [
      'Anthropic',
      anthropicProfile,
      { status: 404, codes: ['not_found_error'], message: 'File not found' },
      null,
      false,
    ],
    [
      'Anthropic',
      anthropicProfile,
      { status: 400, codes: [invalid], message: 'prompt is too long: 9 tokens > 8 maximum' },
      'CONTEXT_TOO_LONG',
    ],
    ['Anthropic', anthropicProfile, { status: 403, codes: ['permission_error'] }, null, false],
    [
      'Gemini',
      geminiProfile,
      { status: 400, codes: ['400', 'INVALID_ARGUMENT', 'API_KEY_INVALID'] },
      'CREDENTIAL_REJECTED',
    ],
    [
      'Gemini',
      geminiProfile,
      { status: 403, codes: ['PERMISSION_DENIED'], message: 'Your API key was reported as leaked.' },
      'CREDENTIAL_REJECTED',
    ],
    [
      'Gemini',
      geminiProfile,
      {
        status: 403,
        codes: ['PERMISSION_DENIED'],
        message: 'You do not have permission to access the File x or it may not exist.',
      },
      null,
      false,
    ],
    [
      'Gemini',
      geminiProfile,
      {
        status: 404,
        codes: ['NOT_FOUND'],
        message: 'models/a is not found for API version v1beta, or is not supported for x',
      },
      'MODEL_NOT_FOUND',
      false,
    ],
    ['Gemini', geminiProfile, { status: 404, codes: ['NOT_FOUND'], message: 'File not found' }, null, false],
    [
      'Gemini',
      geminiProfile,
      { status: 429, codes: ['RESOURCE_EXHAUSTED', 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'] },
      'ACCOUNT_EXHAUSTED',
    ],
    [
      'Gemini',
      geminiProfile,
      { status: 429, codes: ['RESOURCE_EXHAUSTED', 'GenerateRequestsPerMinutePerProject'] },
      'RATE_LIMITED',
    ],
    [
      'Gemini',
      geminiProfile,
      { status: 400, codes: ['FAILED_PRECONDITION'], message: 'User location is not supported for the API use.' },
      'ACCOUNT_EXHAUSTED',
    ],
    [
      'Gemini',
      geminiProfile,
      { status: 400, codes: ['FAILED_PRECONDITION'], message: 'The File x is not in an ACTIVE state' },
      null,
      false,
    ],
    [
      'Gemini',
      geminiProfile,
      {
        status: 400,
        codes: ['INVALID_ARGUMENT'],
        message: 'The input token count (9) exceeds the maximum number of tokens allowed (8).',
      },
      'CONTEXT_TOO_LONG',
    ],
    ['Gemini', geminiProfile, { status: 503, codes: ['UNAVAILABLE'] }, 'OVERLOADED'],
    ['Mistral', mistralProfile, { status: 400, codes: ['1500', 'invalid_model'] }, 'MODEL_NOT_FOUND'],
    ['Mistral', mistralProfile, { status: 429, codes: ['3505', 'service_tier_capacity_exceeded'] }, 'OVERLOADED'],
    ['Mistral', mistralProfile, { status: 429, codes: ['1300', 'rate_limited'] }, 'RATE_LIMITED'],
    [
      'Mistral',
      mistralProfile,
      {
        status: 400,
        codes: ['3051'],
        message: 'Prompt contains 9 tokens, too large for model with 8 maximum context length',
      },
      'CONTEXT_TOO_LONG',
    ],
    ['Groq', openaiCompatibleProfile, { status: 400, codes: [invalid, 'model_decommissioned'] }, 'MODEL_NOT_FOUND'],
    ['Groq', openaiCompatibleProfile, { status: 413, codes: ['tokens', 'rate_limit_exceeded'] }, 'REQUEST_TOO_LARGE'],
    ['Groq', openaiCompatibleProfile, { status: 498, codes: ['capacity_exceeded'] }, 'OVERLOADED'],
    ['DeepSeek', openaiCompatibleProfile, { status: 402, message: 'Insufficient Balance' }, 'ACCOUNT_EXHAUSTED'],
    [
      'DeepSeek',
      openaiCompatibleProfile,
      { status: 400, codes: [invalid], message: 'Model Not Exist' },
      'MODEL_NOT_FOUND',
    ],
    [
      'vLLM',
      openaiCompatibleProfile,
      { status: 404, codes: ['NotFoundError'], message: 'The model `a` does not exist.' },
      'MODEL_NOT_FOUND',
    ],
    [
      'vLLM',
      openaiCompatibleProfile,
      { status: 404, codes: ['NotFoundError'], message: "Response with id 'a' not found." },
      null,
      false,
    ],
    [
      'vLLM',
      openaiCompatibleProfile,
      { status: 400, codes: ['BadRequestError'], message: "This model's maximum context length is 9 tokens." },
      'CONTEXT_TOO_LONG',
    ],
    [
      'Ollama',
      openaiCompatibleProfile,
      { status: 404, codes: ['not_found_error'], message: "model 'a' not found" },
      'MODEL_NOT_FOUND',
    ],
    [
      'OpenRouter',
      openaiCompatibleProfile,
      { status: 402, message: 'This request requires more credits, or fewer max_tokens. You requested up to 9.' },
      'REQUEST_TOO_LARGE',
    ],
    [
      'OpenRouter',
      openaiCompatibleProfile,
      { status: 404, message: 'No endpoints found that support image input' },
      'MODEL_NOT_FOUND',
      false,
    ],
  ];

  test.each(
    cases.map(([vendor, profile, given, kind, suspends = kind === null || isSuspending(kind)]) => {
      return [vendor, profile, given, kind, suspends] as const;
    }),
  )('%s: %#', (_vendor, profile, given, kind, suspends) => {
    const judged = judge(profile, given);
    expect([judged.kind, judged.suspension !== null]).toEqual([kind, suspends]);
  });
});
