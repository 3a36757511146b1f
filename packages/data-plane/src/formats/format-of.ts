import type { WireFormat } from '@switchyard/contract';
import { anthropicFormat } from './anthropic-format';
import { geminiFormat } from './gemini-format';
import { mistralFormat } from './mistral-format';
import { openaiFormat } from './openai-format';
import type { ProviderFormat } from './provider-format';

const FORMATS: Record<WireFormat, ProviderFormat> = {
  OPENAI: openaiFormat,
  ANTHROPIC: anthropicFormat,
  GEMINI: geminiFormat,
  MISTRAL: mistralFormat,
};

/** The format with a name; OpenAI's if no AI API, and so no provider, is known. */
export function formatOf(wireFormat: WireFormat | null): ProviderFormat {
  return FORMATS[wireFormat ?? 'OPENAI'];
}
