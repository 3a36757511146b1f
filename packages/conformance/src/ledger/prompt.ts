/** What a request asks of a model, whatever its format. */
export interface Prompt {
  readonly text: string;
  readonly hasImage: boolean;
  readonly hasTool: boolean;
}

const IMAGE_BYTES = 3_000;
export const IMAGE_TYPE = 'image/png';
/** Its bytes mean nothing: nobody decodes it. */
export const IMAGE = Buffer.from(Array.from({ length: IMAGE_BYTES }, (_, index) => (index * 7) % 251)).toString(
  'base64',
);
const IMAGE_URL = `data:${IMAGE_TYPE};base64,${IMAGE}`;

const TOOL = { name: 'say', description: 'Says a text aloud.' };
const PARAMETERS = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };

/** The members of a chat completion, without model and stream. */
export function chatBody({ text, hasImage, hasTool }: Prompt): object {
  const image = { type: 'image_url', image_url: { url: IMAGE_URL } };
  return {
    messages: [{ role: 'user', content: hasImage ? [{ type: 'text', text }, image] : text }],
    ...(hasTool ? { tools: [{ type: 'function', function: { ...TOOL, parameters: PARAMETERS } }] } : {}),
  };
}

/** Of a response in OpenAI's sense. */
export function responsesBody({ text, hasImage, hasTool }: Prompt): object {
  const image = hasImage ? [{ type: 'input_image', image_url: IMAGE_URL }] : [];
  return {
    input: [{ role: 'user', content: [{ type: 'input_text', text }, ...image] }],
    ...(hasTool ? { tools: [{ type: 'function', ...TOOL, parameters: PARAMETERS }] } : {}),
  };
}

/** Of a message in Anthropic's format. */
export function messagesBody({ text, hasImage, hasTool }: Prompt): object {
  const source = { type: 'base64', media_type: IMAGE_TYPE, data: IMAGE };
  const content = [{ type: 'text', text }, ...(hasImage ? [{ type: 'image', source }] : [])];
  return {
    messages: [{ role: 'user', content }],
    ...(hasTool ? { tools: [{ ...TOOL, input_schema: PARAMETERS }] } : {}),
  };
}

/** Of Gemini's contents. */
export function contentsBody({ text, hasImage, hasTool }: Prompt): object {
  const image = hasImage ? [{ inlineData: { mimeType: IMAGE_TYPE, data: IMAGE } }] : [];
  return {
    contents: [{ role: 'user', parts: [{ text }, ...image] }],
    ...(hasTool ? { tools: [{ functionDeclarations: [{ ...TOOL, parameters: PARAMETERS }] }] } : {}),
  };
}
