import type { ProviderProfile } from '../profile/provider-profile';
import { ofType } from './stream-event-rules';

/**
 * How a stream in Anthropic's format shows its content, its end and its errors.
 *
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export const anthropicStream = {
  streamFraming: 'SERVER_SENT_EVENTS',
  // `message_start`, `ping`, and the start of an empty block of text or thinking are not content.
  contentEvents: [
    ofType('content_block_delta', '/delta/text'),
    ofType('content_block_delta', '/delta/partial_json'),
    ofType('content_block_delta', '/delta/thinking'),
    ofType('content_block_delta', '/delta/signature'),
    ofType('content_block_delta', '/delta/citation'),
    ofType('content_block_delta', '/delta/content'),
    // A tool call has its name from the start; tool results and redacted blocks come whole.
    ofType('content_block_start', '/content_block/id'),
    ofType('content_block_start', '/content_block/tool_use_id'),
    ofType('content_block_start', '/content_block/data'),
    ofType('content_block_start', '/content_block/file_id'),
    ofType('content_block_start', '/content_block/text'),
    // A valid response may have no content at all.
    ofType('message_delta', '/delta/stop_reason'),
    ofType('message_stop'),
    ofType('completion', '/completion'),
    ofType('completion', '/stop_reason'),
  ],
  finishEvents: [ofType('message_delta', '/delta/stop_reason')],
  terminalEvents: [ofType('message_stop'), ofType('completion', '/stop_reason')],
  errorEvents: [ofType('error')],
} satisfies Partial<ProviderProfile>;
