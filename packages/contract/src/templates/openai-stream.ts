import type { ProviderProfile } from '../profile/provider-profile';
import { ofType, withData, withMember, withValue } from './stream-event-rules';

/** Those of OpenAI, and of servers that pass on what their models say. */
const FINISH_REASONS = [
  ...['stop', 'length', 'tool_calls', 'function_call', 'content_filter'],
  ...['model_length', 'eos', 'eos_token', 'end_turn', 'max_tokens', 'stop_sequence', 'sensitive'],
];
/**
 * How servers report a failure in a chunk: `error` (Mistral, https://docs.mistral.ai/api), `network_error` (Zhipu,
 * https://docs.bigmodel.cn/api-reference), `insufficient_system_resource` (DeepSeek,
 * https://api-docs.deepseek.com/api/create-chat-completion), `abort` (SGLang, vLLM).
 */
const FAILED_FINISH_REASONS = ['*error', 'insufficient_system_resource', 'abort', 'aborted', 'failed', 'timeout'];

/**
 * How a stream in OpenAI's format shows its content, its end and its errors, for all operations that can stream.
 *
 * An opening chunk that only names the role, a chunk without choices (Azure's prompt filter), a keep-alive and the
 * events that announce an item are not content. Neither are `[DONE]` and usage: servers send them after an error too. The
 * members `reasoning…` and `executed_tools`, the error below `x_groq` (a text) and the error without
 * a wrapper (`"object":"error"`: older vLLM) come from compatible servers and are harmless elsewhere.
 *
 * Sources: https://platform.openai.com/docs/api-reference/chat-streaming, …/responses-streaming, …/images-streaming,
 * …/audio/transcript-text-delta-event, …/audio/speech-audio-delta-event
 */
export const openaiStream = {
  streamFraming: 'SERVER_SENT_EVENTS',
  contentEvents: [
    // Chat completions; a tool call begins with its name.
    withMember('/choices/*/delta/content'),
    withMember('/choices/*/delta/refusal'),
    withMember('/choices/*/delta/tool_calls'),
    withMember('/choices/*/delta/function_call'),
    withMember('/choices/*/delta/audio'),
    withMember('/choices/*/delta/reasoning'),
    withMember('/choices/*/delta/reasoning_content'),
    withMember('/choices/*/delta/reasoning_details'),
    withMember('/choices/*/delta/executed_tools'),
    // A finish reason alone is a valid empty response, if it is one of a response that did not fail.
    ...FINISH_REASONS.map((reason) => withValue('/choices/*/finish_reason', reason)),
    // Completions.
    withMember('/choices/*/text'),
    // Responses, where new event types appear: they are recognised by how their names end.
    ofType('*.delta', '/delta'),
    ofType('*.done'),
    ofType('response.output_text.annotation.added'),
    ofType('response.shell_call_command.added'),
    ofType('response.completed'),
    ofType('response.incomplete'),
    // Images.
    ofType('*.partial_image'),
    ofType('image_generation.completed'),
    ofType('image_edit.completed'),
    // Audio.
    ofType('transcript.text.segment'),
    ofType('speech.audio.delta', '/audio'),
  ],
  // The images of one request finish separately.
  finishEvents: [
    withMember('/choices/*/finish_reason'),
    ofType('image_generation.completed'),
    ofType('image_edit.completed'),
  ],
  terminalEvents: [
    withData('[DONE]'),
    ofType('response.completed'),
    ofType('response.incomplete'),
    ofType('transcript.text.done'),
    ofType('speech.audio.done'),
  ],
  errorEvents: [
    ofType('error'),
    ofType('response.failed'),
    withMember('/error'),
    withMember('/x_groq/error'),
    withValue('/object', 'error'),
    ...FAILED_FINISH_REASONS.map((reason) => withValue('/choices/*/finish_reason', reason)),
  ],
} satisfies Partial<ProviderProfile>;
