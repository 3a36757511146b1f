import { z } from 'zod';
import type { ImageValue } from '../../change/image-content';
import type { Labels } from './label-rules';

const imageSchema = z.object({ labels: z.record(z.string(), z.string()).optional() });

/** The labels in an image; none if it has no such member. */
export function labelsIn(value: ImageValue | undefined): Labels {
  return (value && imageSchema.parse(value).labels) ?? {};
}

/** A desired image that may omit its labels, which keeps the present ones. */
export function keepLabels(desired: ImageValue, present: ImageValue | undefined): ImageValue {
  const labels = imageSchema.parse(desired).labels ?? (present && imageSchema.parse(present).labels);
  return labels === undefined ? desired : { ...desired, labels };
}
