import { join } from 'node:path';

/** The path of a program of this package in the build, also for code that runs from the sources. @param file below `src` */
export function builtProgram(file: string): string {
  return join(__dirname, '../../dist', file.replace(/\.ts$/, '.js'));
}
