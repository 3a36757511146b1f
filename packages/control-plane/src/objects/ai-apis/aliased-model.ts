/** A name by which consumers ask an AI API for a model, and that model. */
export interface AliasedModel {
  readonly name: string;
  /** The model's provider, one of the AI API's. */
  readonly providerId: string;
  readonly modelId: string;
}
