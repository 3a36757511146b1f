import { parseArgs } from 'node:util';
import type { Command, Option } from 'commander';
import { CliFailure } from './failure';
import { isRepeatable } from './options';

type Token = ReturnType<typeof tokensOf>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

export interface ReadArguments {
  /** What the parser of commands gets: each value joined to its option by `=`, so that it takes nothing else for one. */
  readonly args: string[];
  /** Advice in case the parser refuses an argument that belongs to no option; null if there is none. */
  readonly advice: string | null;
}

/**
 * Refuses command lines that would do something else than was meant, and that commander would accept: an option whose
 * value is missing takes the next option for it (`--comment --dry-run`), of a repeated option the last value wins, an
 * empty variable of a script leaves an option without a value, and `--wait` takes the next argument for its seconds.
 *
 * @param program with all commands and their options
 * @throws CliFailure
 */
export function readArguments(program: Command, given: readonly string[]): ReadArguments {
  const options = optionsByName(program);
  const tokens = tokensOf(given, options);
  const seen = new Set<string>();
  const args = tokens.flatMap((token) => {
    if (token.kind === 'option-terminator') return ['--'];
    if (token.kind === 'positional') {
      if (token.value === '') throw new CliFailure('usage', 'An argument is empty. See --help.');
      return [token.value];
    }
    const option = options.get(token.name);
    if (option === undefined) return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
    checkOption(token, option, seen);
    const value = token.value ?? presetOf(option);
    return [value === null ? flagOf(option) : `${flagOf(option)}=${value}`];
  });
  return { args, advice: adviceFor(tokens, options) };
}

/** Whether the command line asks for JSON; known before it is checked, because its errors are printed as JSON too. */
export function asksForJson(program: Command, given: readonly string[]): boolean {
  return tokensOf(given, optionsByName(program)).some((token) => token.kind === 'option' && token.name === 'json');
}

function checkOption({ name, rawName, value, inlineValue }: OptionToken, option: Option, seen: Set<string>): void {
  if (option.required && value === undefined) throw new CliFailure('usage', `${rawName} needs a value. See --help.`);
  if (value === '') throw new CliFailure('usage', `The value of ${rawName} is empty. Pass one, or omit the option.`);
  if (value !== undefined && !option.required && !option.optional) {
    throw new CliFailure('usage', `${rawName} takes no value. Pass it alone, or omit it.`);
  }
  if (inlineValue === false && value !== '-' && value?.startsWith('-')) {
    // Not quoted, because it may be a secret in the wrong place.
    throw new CliFailure(
      'usage',
      `${rawName} needs a value, but another option follows. Write ${flagOf(option)}=VALUE if the value begins with "-".`,
    );
  }
  if (seen.has(name) && !isRepeatable(option)) {
    throw new CliFailure('usage', `${flagOf(option)} is given twice. Pass it once.`);
  }
  seen.add(name);
}

function adviceFor(tokens: readonly Token[], options: ReadonlyMap<string, Option>): string | null {
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (token.kind !== 'positional' || before?.kind !== 'option') continue;
    const option = options.get(before.name);
    if (option === undefined) continue;
    if (option.optional && before.value === undefined) {
      return `If ${token.value} is the value of ${flagOf(option)}, write ${flagOf(option)}=${token.value}.`;
    }
    if (isRepeatable(option)) return `Repeat ${before.rawName} for each value.`;
  }
  return null;
}

/** What an option means that is given without its value; null if it never has one. */
function presetOf({ optional, presetArg }: Option): string | null {
  return optional && typeof presetArg === 'string' ? presetArg : null;
}

function flagOf(option: Option): string {
  return option.long ?? option.short ?? '';
}

/**
 * The options of all commands by their long names. Where several commands have an option of one name, its form is the same,
 * except that a short name is known for all of them if one has it: else its value would be read as something else.
 */
function optionsByName(program: Command): Map<string, Option> {
  const all = [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)];
  const byName = new Map<string, Option>();
  for (const option of all.flatMap(({ options }) => options)) {
    if (byName.get(option.name())?.short === undefined) byName.set(option.name(), option);
  }
  return byName;
}

function tokensOf(given: readonly string[], options: ReadonlyMap<string, Option>) {
  const config = [...options.values()].map((option) => {
    const short = option.short === undefined ? {} : { short: option.short.slice(1) };
    return [option.name(), { type: option.required ? 'string' : 'boolean', ...short }] as const;
  });
  const { tokens } = parseArgs({
    args: [...given],
    options: { help: { type: 'boolean', short: 'h' }, ...Object.fromEntries(config) },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens;
}
