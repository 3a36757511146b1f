/**
 * The version of the shape in which images are recorded. Raise it with the first change of an image's shape after a
 * release, as migrations are added then: before that, no database holds images of an earlier shape.
 */
export const IMAGE_FORMAT_VERSION = 1;

/** An image's value: a JSON object. */
export type ImageValue = object;

/**
 * The ids of the objects that an image names: nested like the image's value, with an id wherever the value has another
 * object's name. Names change, but the image does not; the ids give the names as of any later time.
 */
export interface ImageReferences {
  readonly [member: string]: string | null | ImageReferences | readonly (string | ImageReferences)[];
}

/** @throws Error if a later release recorded the image, because this one may not understand it */
export function checkImageFormat(formatVersion: number): void {
  if (formatVersion > IMAGE_FORMAT_VERSION) {
    throw new Error(
      `an image has format ${formatVersion}, and this release reads formats up to ${IMAGE_FORMAT_VERSION}`,
    );
  }
}
