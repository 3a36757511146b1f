import type { ListedModels, RoutableAiApi } from '@switchyard/routing';
import { formatOf } from '../formats/format-of';

/** The answer to a request for the model list or for one model: JSON in the provider's format. */
export function modelListJson({ provider }: RoutableAiApi, { names, model }: ListedModels): string {
  const { name, profile } = provider.entry;
  const format = formatOf(profile.wireFormat);
  const listing = { names, providerName: name, profile };
  return model === null ? format.modelList(listing) : format.model(model, listing);
}
