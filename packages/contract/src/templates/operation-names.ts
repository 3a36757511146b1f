import type { RoutedOperation } from '../profile/routed-operation';

/**
 * What the templates call their operations: the path in the vendor's reference, without what differs from vendor to
 * vendor. In an AI API of several providers, a request goes from one to another by this name.
 */
const OPERATION_NAMES: ReadonlySet<string> = new Set([
  // OpenAI's, which Azure, compatible servers and Mistral have as well.
  'audio-speech',
  'audio-transcriptions',
  'audio-translations',
  'chat-completions',
  'completions',
  'embeddings',
  'images-edits',
  'images-generations',
  'images-variations',
  'moderations',
  'responses',
  'responses-compact',
  'responses-input-tokens',
  // Azure AI Foundry's.
  'images-embeddings',
  // Further ones of compatible servers.
  'chat-completions-batch',
  'classify',
  'pooling',
  'rerank',
  'score',
  'tokenize',
  'v2-embed',
  'v2-rerank',
  // Mistral's.
  'chat-classifications',
  'chat-moderations',
  'classifications',
  'fim-completions',
  'ocr',
  // Anthropic's, and those of compatible servers in its format.
  'complete',
  'messages',
  'messages-count-tokens',
  // Gemini's.
  'batch-embed-contents',
  'count-tokens',
  'embed-content',
  'generate-content',
  'predict',
  'stream-generate-content',
]);

/**
 * These operations with their names.
 *
 * @param prefix the part of their paths that is not part of their names, such as `openai/v1/`
 * @throws Error for a name that is not in the list
 */
export function named(prefix: string, operations: readonly RoutedOperation[]): RoutedOperation[] {
  return operations.map((operation) => {
    const { path } = operation;
    const name = path.startsWith(prefix) ? nameOf(path.slice(prefix.length)) : '';
    if (!OPERATION_NAMES.has(name)) throw new Error(`the operation ${path} has no name after ${prefix}`);
    return { ...operation, name };
  });
}

/** `chat-completions` for `chat/completions`, `count-tokens` for `countTokens`. */
function nameOf(path: string): string {
  return path.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`).replaceAll(/[/_]/g, '-');
}
