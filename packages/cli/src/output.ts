import { styleText } from 'node:util';
import type { CliFailure, Problem } from './failure';
import type { Io } from './io';
import { visible } from './render/visible';

type Style = Parameters<typeof styleText>[0];

/** Colours a piece of text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/**
 * The program's output. The result goes to standard output: as text, or with `--json` as a single line of JSON. Everything
 * else goes to standard error, so that the result can be piped.
 */
export class Output {
  readonly json: boolean;
  readonly #io: Io;

  constructor(io: Io, json: boolean) {
    this.#io = io;
    this.json = json;
  }

  /** Colours standard output if it is a terminal and `NO_COLOR` is not set (no-color.org). */
  readonly paint: Paint = (style, text) =>
    this.#coloured() ? styleText(style, text, { validateStream: false }) : text;

  /** A part of the result. */
  print(text: string): void {
    if (!this.json) this.#io.stdout.write(`${text}\n`);
  }

  /** A part of the result without an added line break, such as a file. */
  printAsIs(text: string): void {
    if (!this.json) this.#io.stdout.write(text);
  }

  /** A note on standard error. */
  note(text: string): void {
    if (!this.json) this.#io.stderr.write(`${text}\n`);
  }

  result(result: Record<string, unknown>): void {
    if (this.json) this.#io.stdout.write(`${JSON.stringify(result)}\n`);
  }

  /** Always on standard error, even with `--json`, so that a pipeline's log shows it. */
  failure(failure: CliFailure): void {
    const { problems = [], code, correlationId } = failure.details;
    // The message says the same, with the name that was given instead of the id.
    const isToldBelow = code === 'NOT_FOUND' && problems.every(({ file }) => file === null);
    if (!isToldBelow) for (const problem of problems) this.#io.stderr.write(`${problemLine(problem)}\n`);
    const prefix = code === undefined ? '' : `${code}: `;
    // The message repeats the problem, for tools that show only messages.
    const message = code === 'BAD_USER_INPUT' && problems.length > 0 ? told(problems.length) : failure.message;
    const suffix = failure.kind === 'fault' && correlationId !== undefined ? ` (correlation id ${correlationId})` : '';
    this.#io.stderr.write(`switchyard: ${prefix}${visible(message)}${suffix}\n`);
  }

  #coloured(): boolean {
    const { NO_COLOR, TERM } = this.#io.environment;
    return !this.json && this.#io.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
  }
}

function told(problems: number): string {
  return problems === 1 ? '1 problem, listed above.' : `${problems} problems, listed above.`;
}

/** In the format that editors and pipelines turn into a link. */
export function problemLine({ file, line, column, path, message }: Problem): string {
  const place = [file, line, line === null ? null : column].filter((part) => part !== null).join(':');
  return [place, path, message]
    .filter((part) => part !== null && part !== '')
    .map((part) => visible(String(part)))
    .join(': ');
}
