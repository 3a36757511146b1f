import type { ObjectKind } from '../kernel/object-kind';
import type { ImageContent } from './image-content';

/** What brings an image from one format to the next: its references too, as they have the shape of its value. */
export type ImageUpgrade = (kind: ObjectKind, content: ImageContent) => ImageContent;

/**
 * The first leads from format 1 to format 2, and so on. After a release, a change of any image's shape adds one here:
 * images are never rewritten in the database, so each passes through here before it is read.
 */
const UPGRADES: readonly ImageUpgrade[] = [];

/** The format in which images are recorded now. */
export const IMAGE_FORMAT_VERSION = UPGRADES.length + 1;

/**
 * An image in the present format.
 *
 * @param formatVersion the format in which it was recorded
 * @throws Error where a later release recorded it: then nobody here knows what it means
 */
export function upgradeImage(
  kind: ObjectKind,
  formatVersion: number,
  content: ImageContent,
  upgrades: readonly ImageUpgrade[] = UPGRADES,
): ImageContent {
  if (formatVersion > upgrades.length + 1) {
    throw new Error(`an image has the format ${formatVersion}, which is that of a later release`);
  }
  return upgrades.slice(formatVersion - 1).reduce((upgraded, upgrade) => upgrade(kind, upgraded), content);
}
