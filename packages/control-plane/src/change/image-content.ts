/** An image's value: a JSON object. */
export type ImageValue = object;

/**
 * The ids of what an image names: as deep as the image's value, with an id wherever the value has another object's name.
 * Names change while the image stays; by the ids its names can be told as of any later moment.
 */
export interface ImageReferences {
  readonly [member: string]: string | null | ImageReferences | readonly ImageReferences[];
}

/** What an image consists of. */
export interface ImageContent {
  readonly value: ImageValue;
  readonly references: ImageReferences;
}
