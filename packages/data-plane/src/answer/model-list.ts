import type { ListedModels, RoutableAiApi } from '@switchyard/routing';
import { formatOf } from '../formats/format-of';

/** The answer to a request for the model list or for one model: JSON in the format of the AI API's first provider. */
export function modelListJson({ provider }: RoutableAiApi, { models, model }: ListedModels): string {
  const { profile } = provider.entry;
  const format = formatOf(profile.wireFormat);
  return model === null ? format.modelList(models, profile) : format.model(model, profile);
}
