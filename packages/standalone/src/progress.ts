import { styleText } from 'node:util';
import type { LogSink } from '@switchyard/runtime';

/**
 * Shows people at a terminal what a start is doing: a first one takes seconds. Whole lines, because the log goes to the same
 * place.
 *
 * @param stream the terminal, which says whether it has colours
 */
export function progressOn(sink: Pick<LogSink, 'write'>, stream: NodeJS.WriteStream): (step: string) => void {
  return (step) => {
    sink.write(`${styleText('dim', `Switchyard: ${step}…`, { stream })}\n`);
  };
}
