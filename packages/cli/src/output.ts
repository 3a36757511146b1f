import { styleText } from 'node:util';
import type { CliFailure, Problem } from './failure';
import type { Io } from './io';
import { visible } from './render/visible';

type Style = Parameters<typeof styleText>[0];

/** Colours a piece of text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/**
 * What the program says. The result goes to the standard output: as text, or with `--json` as one line of JSON and
 * nothing else. What only accompanies it goes to the error output, so that the former can be piped on.
 */
export class Output {
  readonly json: boolean;
  readonly #io: Io;

  constructor(io: Io, json: boolean) {
    this.#io = io;
    this.json = json;
  }

  /** For the standard output; colours are for terminals, and not for those who do not want them (no-color.org). */
  readonly paint: Paint = (style, text) =>
    this.#coloured() ? styleText(style, text, { validateStream: false }) : text;

  /** A part of the result. */
  print(text: string): void {
    if (!this.json) this.#io.stdout.write(`${text}\n`);
  }

  /** A part of the result that ends as it is, such as a file. */
  printAsIs(text: string): void {
    if (!this.json) this.#io.stdout.write(text);
  }

  /** What accompanies the result. */
  note(text: string): void {
    if (!this.json) this.#io.stderr.write(`${text}\n`);
  }

  result(result: Record<string, unknown>): void {
    if (this.json) this.#io.stdout.write(`${JSON.stringify(result)}\n`);
  }

  /** Always on the error output too: the log of a pipeline shows it, whatever reads the JSON. */
  failure(failure: CliFailure): void {
    const { problems = [], code, correlationId } = failure.details;
    for (const problem of problems) this.#io.stderr.write(`${problemLine(problem)}\n`);
    const prefix = code === undefined ? '' : `${code}: `;
    // Its message says the same once more, for those who show nothing but messages.
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

/** In the form that editors and pipelines turn into a link to the place. */
export function problemLine({ file, line, column, path, message }: Problem): string {
  const place = [file, line, line === null ? null : column].filter((part) => part !== null).join(':');
  return [place, path, message]
    .filter((part) => part !== null && part !== '')
    .map((part) => visible(String(part)))
    .join(': ');
}
