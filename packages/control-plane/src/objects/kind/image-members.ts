import { z } from 'zod';
import type { ImageValue } from '../../change/image-content';

const nameSchema = z.string();

/** A member of an image that names an object. */
export function nameIn(value: ImageValue, member: string): string {
  return nameSchema.parse(Reflect.get(value, member));
}
