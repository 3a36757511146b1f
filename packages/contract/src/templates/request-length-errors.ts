import type { ErrorRule } from '../profile/error-rule';
import { byCode, byMessage } from './error-rules';

/**
 * Errors about a request that is too long or too large. All profiles share them: they depend on the server that runs the
 * model, and servers behind one profile differ. They come first, because these errors may have the codes of others. Each
 * wording begins with the server's own words, because servers also quote what consumers send.
 */
export const requestLengthRules: readonly ErrorRule[] = [
  byCode(
    'CONTEXT_TOO_LONG',
    'context_length_exceeded',
    'context_window_exceeded',
    'exceed_context_size_error',
    'model_context_window_exceeded',
    'model_max_prompt_tokens_exceeded',
    'prompt_too_long',
  ),
  byMessage(
    'CONTEXT_TOO_LONG',
    // OpenAI, Azure, vLLM, DeepSeek, and with "endpoint" OpenRouter; xAI.
    "This model's maximum context length is *",
    "This endpoint's maximum context length is *",
    "This model's maximum prompt length is *",
    'Your input exceeds the context window of this model*',
    'Input tokens exceed the configured limit of *',
    'Please reduce the length of the *',
    // Anthropic.
    'prompt is too long*',
    'input length and `max_tokens` exceed context limit*',
    'input length exceeds context window*',
    'input and output tokens exceed your context limit*',
    // Gemini.
    'The input token count * exceeds the maximum number of tokens allowed*',
    'The input token count exceeds the maximum number of tokens allowed*',
    'Unable to submit request because the input token count is *',
    // Mistral.
    'Prompt contains * too large for model with * maximum context length*',
    'Input id * has * tokens, exceeding max *',
    // vLLM.
    'The decoder prompt (length *) is longer than the maximum model length *',
    'The encoder prompt (length *) is longer than the maximum model length *',
    'The decoder prompt is longer than the maximum model length *',
    'The prompt (* length *) is too long to fit into the model *',
    "You passed * input tokens*. However, the model's context length is only *",
    "Input length (*) exceeds model's maximum context length*",
    'The engine prompt length * exceeds the max_model_len *',
    "'max_tokens' or 'max_completion_tokens' is too large: *maximum context length is *",
    'max_tokens must be at least 1, got -*',
    // SGLang, Together.
    "The input (* tokens) is longer than the model's context length*",
    "Requested token count exceeds the model's maximum context length*",
    'Input length (* tokens) exceeds the maximum allowed length *',
    'Input length * exceeds the maximum allowed input length *',
    // Text Generation Inference, Together.
    'Input validation error: `inputs` tokens + `max_new_tokens` must be *',
    'Input validation error: `inputs` must have less than *',
    // llama.cpp and what is built upon it; Ollama; LM Studio.
    'the request exceeds the available context size*',
    'request (* tokens) exceeds the available context size*',
    'input is too large to process. increase the physical batch size*',
    'input (* tokens) is too large to process. increase the physical batch size*',
    'Prompt has * tokens, but the configured context size is *',
    'prompt too long; exceeded max context length*',
    'prompt too long; exceeded context length*',
    'the input length exceeds the context length*',
    'input length exceeds the context length*',
    'input length exceeds maximum context length*',
    'input exceeds maximum context length*',
    'Trying to keep the first * tokens when context the overflows*',
    'The number of tokens to keep from the initial prompt is greater than the context length*',
    'tokens to keep from the initial prompt is greater than the context length*',
    // Fireworks, Moonshot, MiniMax, DashScope, Zhipu.
    'The prompt is too long: *',
    'Invalid request: Your request exceeded model token limit*',
    'Your request exceeded model token limit*',
    'Input token length too long*',
    'invalid params, context window exceeds limit*',
    'Range of input length should be *',
    '<400> InternalError.Algo.InvalidParameter: Range of input length should be *',
    'Prompt exceeds max length*',
    // Cohere, Bedrock, GitHub, LiteLLM.
    'too many tokens: *',
    'Input is too long for requested model*',
    'The model returned the following errors: Input is too long*',
    'Input Tokens Exceeded: *',
    'prompt token count of * exceeds the limit of *',
    'litellm.ContextWindowExceededError: *',
  ),
  // Groq's 413 has the code of an ordinary rate limit, although waiting does not help; so has OpenAI's 429.
  { ...byCode('REQUEST_TOO_LARGE'), statuses: [413] },
  byCode(
    'REQUEST_TOO_LARGE',
    'request_too_large',
    'payload_too_large',
    'request_entity_too_large',
    'tokens_limit_reached',
    'max_tokens_per_request',
    'image_file_too_large',
    'image_too_large',
  ),
  byMessage(
    'REQUEST_TOO_LARGE',
    'Request too large*',
    'Request body too large*',
    'Request entity too large*',
    'Request payload size exceeds *',
    'Request exceeds the maximum *',
    'Payload too large*',
    "Invalid 'messages*': string too long*",
    "Invalid 'input*': string too long*",
    // Of all inputs together (OpenAI's and Mistral's embeddings).
    'Requested * tokens, max * tokens per request*',
    'Too many tokens overall, split into more batches*',
    'Too many tokens in batch*',
    'Too many inputs in request*',
    // What the account's plan does not take (Anthropic).
    'Extra usage is required for long context requests*',
    'The long context beta is not *',
    // What the account's credit is too small for (OpenRouter, with status 402).
    'This request requires more credits, or fewer max_tokens*',
    'Prompt tokens limit exceeded*',
    'You requested up to * tokens, but can only afford *',
  ),
];
