import { TESTED_MODELS_MAX, type WireFormat } from '@switchyard/contract';
import { z } from 'zod';
import { parseJson } from '../formats/parse-json';

/** Names as Switchyard takes them: 1 to 128 visible characters. */
const NAME = /^[^\s\p{C}]{1,128}$/u;
const GEMINI_PREFIX = /^models\//;

const namedById = z.object({ data: z.array(z.object({ id: z.string() })) });
const namedByName = z.object({ models: z.array(z.object({ name: z.string() })) });

/** Vendors that list in pages: all on one. */
const PAGE_QUERY: Partial<Record<WireFormat, string>> = {
  ANTHROPIC: '?limit=1000',
  GEMINI: '?pageSize=1000',
};

/** The query of a request for a vendor's models, with `?`; empty if it needs none. */
export function modelListQuery(format: WireFormat): string {
  return PAGE_QUERY[format] ?? '';
}

/**
 * The names of the models that a vendor lists, each once, at most `TESTED_MODELS_MAX`; null if the body is no list of models.
 *
 * @param body as `GET /v1/models` answers at OpenAI, Anthropic and Mistral, or `GET /v1beta/models` at Gemini
 */
export function listedModels(body: Buffer): string[] | null {
  const json = parseJson(body);
  const byId = namedById.safeParse(json).data?.data.map(({ id }) => id);
  const byName = namedByName.safeParse(json).data?.models.map(({ name }) => name.replace(GEMINI_PREFIX, ''));
  const names = byId ?? byName;
  if (names === undefined) return null;
  return [...new Set(names)].filter((name) => NAME.test(name)).slice(0, TESTED_MODELS_MAX);
}
