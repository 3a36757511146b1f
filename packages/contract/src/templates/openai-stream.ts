import type { ProviderProfile } from '../profile/provider-profile';
import { ofType, withMember, withValue } from './stream-event-rules';

/**
 * How a stream in OpenAI's format shows its content, its end and its errors, for all operations that can stream.
 *
 * An opening chunk that only names the role, a chunk without choices (Azure's prompt filter), a keep-alive and the
 * events that announce an item are not content. `[DONE]` and usage are neither content nor end: servers send them after
 * an error too. The members `reasoning…` and `executed_tools`, the error below `x_groq` (a text) and the error without
 * a wrapper (`"object":"error"`: older vLLM) come from compatible servers and are harmless elsewhere.
 *
 * Sources: https://platform.openai.com/docs/api-reference/chat-streaming, …/responses-streaming, …/images-streaming,
 * …/audio/transcript-text-delta-event, …/audio/speech-audio-delta-event
 */
export const openaiStream = {
  streamFraming: 'SERVER_SENT_EVENTS',
  contentEvents: [
    // Chat completions; a tool call begins with its name, and a finish reason alone is a valid empty response.
    withMember('/choices/*/delta/content'),
    withMember('/choices/*/delta/refusal'),
    withMember('/choices/*/delta/tool_calls'),
    withMember('/choices/*/delta/function_call'),
    withMember('/choices/*/delta/audio'),
    withMember('/choices/*/delta/reasoning'),
    withMember('/choices/*/delta/reasoning_content'),
    withMember('/choices/*/delta/reasoning_details'),
    withMember('/choices/*/delta/executed_tools'),
    withMember('/choices/*/finish_reason'),
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
  endEvents: [
    withMember('/choices/*/finish_reason'),
    ofType('response.completed'),
    ofType('response.incomplete'),
    ofType('image_generation.completed'),
    ofType('image_edit.completed'),
    ofType('transcript.text.done'),
    ofType('speech.audio.done'),
  ],
  errorEvents: [
    ofType('error'),
    ofType('response.failed'),
    withMember('/error'),
    withMember('/x_groq/error'),
    withValue('/object', 'error'),
  ],
} satisfies Partial<ProviderProfile>;

/**
 * The same for endpoints that serve models of many vendors, some of which report a failure in a chunk's finish reason:
 * `error` (Mistral, https://docs.mistral.ai/api) and `insufficient_system_resource` (DeepSeek,
 * https://api-docs.deepseek.com/api/create-chat-completion).
 */
export const compatibleStream = {
  ...openaiStream,
  errorEvents: [
    ...openaiStream.errorEvents,
    withValue('/choices/*/finish_reason', 'error'),
    withValue('/choices/*/finish_reason', 'insufficient_system_resource'),
  ],
} satisfies Partial<ProviderProfile>;
