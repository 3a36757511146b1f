import { lengthenSlices } from '@switchyard/contract';
import { holdYoungGeneration } from './young-generation';

/** Until there is a table no request waits, and a large one is taken in sooner. @returns ends that */
export function prepareFirstTable(): () => void {
  const ends = [holdYoungGeneration(), lengthenSlices()];
  return () => ends.forEach((end) => end());
}
